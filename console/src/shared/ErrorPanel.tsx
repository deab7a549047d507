import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { describe } from '../api/problem';

interface ErrorPanelProps {
  error: unknown;
  /** What failed, instead of the problem's own title. */
  title?: string;
  /** Offers to try again. */
  onRetry?: (() => void) | undefined;
}

/** A problem of the API: its title, and each error or, where there is none, the detail. */
export function ErrorPanel({ error, title, onRetry }: ErrorPanelProps) {
  const { title: problem, detail, errors } = describe(error);
  return (
    <Alert role="alert" color="red" variant="outline" title={title ?? problem} icon={<IconAlertCircle aria-hidden />}>
      {errors.length === 0 && <Text size="sm">{detail}</Text>}
      {errors.length > 0 && (
        <List size="sm">
          {errors.map((one, index) => (
            <List.Item key={index}>{one.message}</List.Item>
          ))}
        </List>
      )}
      {onRetry && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>Try again</Button>
        </Group>
      )}
    </Alert>
  );
}
