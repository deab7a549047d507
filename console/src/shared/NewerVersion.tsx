import { Alert, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface NewerVersionProps {
  /** What happened, such as "Version 4 was saved 2 minutes ago, while you were editing version 3." */
  children: ReactNode;
  /** What the other version contains. */
  preview?: ReactNode;
  onDiscard: () => void;
  onKeep: () => void;
}

/** Someone else has saved while the user was editing: nothing is overwritten before the user has decided. */
export function NewerVersion({ children, preview, onDiscard, onKeep }: NewerVersionProps) {
  return (
    <Alert role="alert" color="yellow" title="Someone else has changed this">
      <Text size="sm">{children} Your changes are not saved.</Text>
      {preview}
      <Group mt="sm" gap="sm">
        <Button size="xs" variant="default" onClick={onDiscard}>Discard mine and show the other version</Button>
        <Button size="xs" variant="default" onClick={onKeep}>Keep editing mine, to replace it when I save</Button>
      </Group>
    </Alert>
  );
}
