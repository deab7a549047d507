import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAutomations } from './useAutomations';

/** An automation by its name; one that was deleted by its id. */
export function AutomationLink({ id }: { id: string }) {
  const { automations, isComplete } = useAutomations();
  const automation = automations.get(id);
  if (!automation && isComplete) {
    return <Text span inherit>Deleted automation <Text span inherit c="dimmed">{id}</Text></Text>;
  }
  return (
    <Anchor component={Link} inherit to={`/automations/${encodeURIComponent(id)}`}>{automation?.name ?? id}</Anchor>
  );
}
