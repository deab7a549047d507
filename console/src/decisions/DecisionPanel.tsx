import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, unwrap } from '../api/client';
import { ApiError } from '../api/problem';
import { keys } from '../api/queries';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Panel } from '../shared/Panel';
import { OutcomeBadge } from '../shared/StatusBadge';
import { DecisionDetails } from './DecisionDetails';

interface DecisionPanelProps {
  /** The decision that is shown; empty while the panel is closed. */
  id: string;
  onClose: () => void;
}

/** One decision and everything that explains it. */
export function DecisionPanel({ id, onClose }: DecisionPanelProps) {
  const { data: decision, error, isPending, refetch } = useQuery({
    queryKey: [...keys.decisions, 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/decisions/{id}', { params: { path: { id } }, signal })),
    enabled: id !== '',
    staleTime: Infinity,
  });
  return (
    <Panel isOpen={id !== ''} onClose={onClose} title="Why this was decided">
      {isPending && <Skeleton height={200} />}
      {error instanceof ApiError && error.status === 404 ? (
        <EmptyState title="This decision is not stored"
          action={<Button variant="default" onClick={onClose}>Close the panel</Button>}>
          Check its id. Decisions are removed when the time for which they are kept has passed.
        </EmptyState>
      ) : error && <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {decision && (
        <>
          <Group gap="sm" mb="xs">
            <OutcomeBadge outcome={decision.outcome} />
            <Anchor component={Link} size="sm" to={`/leads/${encodeURIComponent(decision.leadId)}`}>
              {decision.leadId}
            </Anchor>
          </Group>
          <DecisionDetails decision={decision} />
        </>
      )}
    </Panel>
  );
}
