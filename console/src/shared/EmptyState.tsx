import { Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  title: string;
  /** What to do next. */
  children: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <Paper withBorder p="xl">
      <Stack align="center" gap="xs" ta="center" py="md">
        <Text fw={600}>{title}</Text>
        <Text size="sm" c="dimmed" maw={480}>{children}</Text>
        {action && <Group mt="xs">{action}</Group>}
      </Stack>
    </Paper>
  );
}
