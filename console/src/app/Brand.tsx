import { Group, Text } from '@mantine/core';

export function Brand() {
  return (
    <Group gap={8} wrap="nowrap">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#3b5bdb" />
        <path d="M9 23V9l14 14V9" fill="none" stroke="#fff" strokeWidth="3.5" strokeLinecap="round"
          strokeLinejoin="round" />
      </svg>
      <Text fw={700} fz="lg">Nudge</Text>
    </Group>
  );
}
