import { Button, Group, Text } from '@mantine/core';
import { useCatalog } from '../api/queries';

/** Attributes that most leads have; others are typed. */
const common = ['firstName', 'lastName', 'status'];

/** Inserts a variable of the lead at the cursor. */
export function InsertVariable({ onInsert }: { onInsert: (name: string) => void }) {
  const fields = useCatalog().data?.fields;
  return (
    <Group gap={8} mt={8} role="group" aria-label="Insert a variable">
      <Text size="sm" c="dimmed">Insert</Text>
      {common.map((name) => {
        const label = fields?.find(({ path }) => path === name)?.label ?? name;
        return (
          <Button key={name} size="compact-sm" variant="default" fw={400} onClick={() => onInsert(name)}
            aria-label={`Insert ${label}`}>
            {label}
          </Button>
        );
      })}
    </Group>
  );
}
