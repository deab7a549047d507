import { Anchor, List, Paper, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useTemplateUse } from './useTemplateUse';

/** The automations that send the template. */
export function UsedBy({ name }: { name: string }) {
  const users = useTemplateUse(name);
  if (!users) {
    return null;
  }
  return (
    <Paper p="lg" component="section" aria-labelledby="used-by">
      <Title order={2} mb="xs" id="used-by">Where it is used</Title>
      {users.items.length === 0 ? (
        <Text size="sm" c="dimmed">
          No automation uses it yet. Choose it in an{' '}
          <Anchor component={Link} to="/automations" underline="always" inherit>automation</Anchor>.
        </Text>
      ) : (
        <List size="sm" spacing={4}>
          {users.items.map((automation) => (
            <List.Item key={automation._id}>
              <Anchor component={Link} to={`/automations/${encodeURIComponent(automation._id)}`} inherit>
                {automation.name}
              </Anchor>
            </List.Item>
          ))}
          {users.nextCursor && <List.Item>and others</List.Item>}
        </List>
      )}
    </Paper>
  );
}
