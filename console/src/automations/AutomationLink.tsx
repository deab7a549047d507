import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAutomation } from './useAutomation';

/** An automation by its name; one that was deleted by its id. */
export function AutomationLink({ id }: { id: string }) {
  const automation = useAutomation(id);
  if (automation === null) {
    return <Text span inherit>Deleted automation <Text span inherit c="dimmed">{id}</Text></Text>;
  }
  return (
    <Anchor component={Link} inherit to={`/automations/${encodeURIComponent(id)}`}>{automation?.name ?? id}</Anchor>
  );
}
