import { Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

interface ScreenProps {
  /** The heading, which is also the title of the page. */
  title: string;
  description?: ReactNode;
  /** Buttons beside the heading. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One screen: its only `h1`, its actions and its content. */
export function Screen({ title, description, actions, children }: ScreenProps) {
  useEffect(() => {
    document.title = `${title} · Nudge`;
  }, [title]);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Title order={1} style={{ overflowWrap: 'anywhere' }}>{title}</Title>
          {description && <Text c="dimmed" mt={4}>{description}</Text>}
        </div>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
