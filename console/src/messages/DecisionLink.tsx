import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, unwrap } from '../api/client';
import { keys } from '../api/queries';
import { decisionPath } from '../decisions/decisions';
import type { Message } from './messages';

/** A link to the decision that fired a message: the one of that instant that names it. */
export function DecisionLink({ message: { id, leadId, automationId, firedAt } }: { message: Message }) {
  const { data, isPending } = useQuery({
    queryKey: [...keys.decisions, 'of', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/decisions', {
      params: { query: { leadId, automationId, outcome: 'FIRED', from: firedAt, to: afterInstant(firedAt), limit: 100 } },
      signal,
    })),
  });
  const decision = data?.items.find(({ messageIds }) => messageIds.includes(id));
  if (!decision) {
    return <Text span inherit c="dimmed">{isPending ? '…' : 'Not stored any more'}</Text>;
  }
  return <Anchor component={Link} inherit to={decisionPath(decision.id)}>Show why it was sent</Anchor>;
}

/** Instants have milliseconds, and a period does not include its end. */
function afterInstant(at: string): string {
  return new Date(Date.parse(at) + 1).toISOString();
}
