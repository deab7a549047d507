import { Anchor, Group, Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { useHealth } from '../api/queries';
import { ErrorPanel } from '../shared/ErrorPanel';
import { StatusBadge } from '../shared/StatusBadge';
import { Time } from '../shared/Time';
import type { Tone } from '../shared/status';
import classes from './home.module.css';

const states: Record<Schemas['HealthStatus'], { tone: Tone; label: string }> = {
  UP: { tone: 'good', label: 'Healthy' },
  DEGRADED: { tone: 'warning', label: 'Needs attention' },
  DOWN: { tone: 'bad', label: 'Not working' },
};

/** Whether the engine keeps up, and what waits for a person. */
export function HealthStrip() {
  const health = useHealth(true);
  if (health.isError) {
    return <ErrorPanel error={health.error} onRetry={() => void health.refetch()} />;
  }
  if (!health.data) {
    return null;
  }
  const { status, problems, lag, dueBacklog, deadLetters, unknownMessages, oldestUnsent } = health.data;
  return (
    <Paper component="section" aria-label="Health" p="md">
      <Group justify="space-between" gap="lg">
        <StatusBadge tone={states[status].tone}>{states[status].label}</StatusBadge>
        <dl className={classes.facts}>
          <Fact term="Lag">{lag.total?.toLocaleString('en') ?? 'Not known'}</Fact>
          <Fact term="Due follow-ups">{dueBacklog.toLocaleString('en')}</Fact>
          <Fact term="Dead letters"><Counted value={deadLetters} to="/dead-letters" /></Fact>
          <Fact term="Unknown messages"><Counted value={unknownMessages} to="/messages?state=UNKNOWN" /></Fact>
          <Fact term="Oldest unsent"><Time at={oldestUnsent?.dueAt} relative none="None" /></Fact>
        </dl>
      </Group>
      {problems.map((problem) => <Text key={problem} size="sm" mt="xs">{problem}</Text>)}
    </Paper>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Counted({ value, to }: { value: number; to: string }) {
  return value === 0 ? <>0</> : <Anchor component={Link} to={to} inherit>{value.toLocaleString('en')}</Anchor>;
}
