import { Anchor, Button, Paper, SegmentedControl, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ReactNode } from 'react';
import { Link } from 'react-router';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, useCatalog, usePermissions } from '../api/queries';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Screen } from '../shared/Screen';
import { humanized, messageTones } from '../shared/status';
import { useUrlState } from '../shared/useUrlState';
import { BarList } from './BarList';
import { HealthStrip } from './HealthStrip';
import { interval, isRange, messageStates, moments, skipReasons, type Range } from './stats';
import classes from './home.module.css';

const ActivityChart = lazy(async () => ({ default: (await import('./ActivityChart')).ActivityChart }));

const defaults = { range: 'day' };
const rangeLabels: { value: Range; label: string }[] = [
  { value: 'day', label: '24 hours' }, { value: 'week', label: '7 days' }, { value: 'month', label: '30 days' },
];

export function HomeScreen() {
  const [{ range: typed }, change] = useUrlState(defaults);
  const range: Range = isRange(typed) ? typed : 'day';
  const { canSeeHealth } = usePermissions();
  const query = interval(range, new Date());
  const stats = useQuery({
    queryKey: [...keys.stats, query],
    queryFn: ({ signal }) => unwrap(api.GET('/api/stats', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const automations = useQuery({
    queryKey: [...keys.automations, 'any'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/automations', { params: { query: { limit: 1 } }, signal })),
  });
  const isEmpty = automations.data?.items.length === 0;
  return (
    <Screen title="Home" actions={(
      <SegmentedControl aria-label="Period" data={rangeLabels} value={range} onChange={(value) => change({ range: value })} />
    )}>
      {canSeeHealth && <HealthStrip />}
      {isEmpty && (
        <EmptyState title="Nothing is automated yet"
          action={<Button component={Link} to="/automations/new">Create an automation</Button>}>
          Create an automation, and send events of your leads to <code>/api/events</code> or the topic lead.events. To look
          around first, start Nudge with the demo: --nudge.standalone.demo=true.
        </EmptyState>
      )}
      {stats.isError && <ErrorPanel error={stats.error} onRetry={() => void stats.refetch()} />}
      {!isEmpty && !stats.isError && (stats.data ? <Charts stats={stats.data} /> : <Skeleton height={480} />)}
    </Screen>
  );
}

function Charts({ stats }: { stats: Schemas['Stats'] }) {
  const catalog = useCatalog().data;
  const { from, to } = stats;
  const inRange = (path: string, filter: Record<string, string>) =>
    `${path}?${new URLSearchParams({ ...filter, from, to })}`;
  const reasons = skipReasons(stats);
  const states = messageStates(stats);
  const totals = moments(stats).reduce((all, one) => ({
    sent: all.sent + one.sent, skipped: all.skipped + one.skipped, failed: all.failed + one.failed,
  }), { sent: 0, skipped: 0, failed: 0 });
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
        <Figure label="Messages sent" value={totals.sent} to={inRange('/messages', { state: 'SENT' })} />
        <Figure label="Skipped decisions" value={totals.skipped} to={inRange('/decisions', { outcome: 'SKIPPED' })} />
        <Figure label="Messages not delivered" value={totals.failed} isBad={totals.failed > 0}
          to={inRange('/messages', { state: 'FAILED' })} />
      </SimpleGrid>
      <Panel title={stats.by === 'hour' ? 'Activity by hour' : 'Activity by day'}>
        <Suspense fallback={<Skeleton height={280} />}>
          <ActivityChart stats={stats} />
        </Suspense>
      </Panel>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Panel title="Why nothing was sent">
          <BarList label="Skipped decisions by reason" none="Nothing was skipped in this period."
            bars={reasons.map(({ key, count }) => ({
              key,
              label: catalog?.reasons.find((one) => one.outcome === 'SKIPPED' && one.reason === key)?.sentence
                ?? humanized(key),
              count,
              tone: 'neutral',
              to: inRange('/decisions', { outcome: 'SKIPPED', reason: key }),
            }))} />
        </Panel>
        <Panel title="Messages by state">
          <BarList label="Messages by state" none="No message was sent in this period."
            bars={states.map(({ key, count }) => ({
              key,
              label: catalog?.messageStates.find((one) => one.state === key)?.label ?? humanized(key),
              count,
              tone: messageTones[key],
              to: inRange('/messages', { state: key }),
            }))} />
        </Panel>
      </SimpleGrid>
    </>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper component="section" p="lg" aria-label={title}>
      <Stack gap="md">
        <Title order={2}>{title}</Title>
        {children}
      </Stack>
    </Paper>
  );
}

interface FigureProps {
  label: string;
  value: number;
  to: string;
  isBad?: boolean;
}

function Figure({ label, value, to, isBad = false }: FigureProps) {
  return (
    <Anchor component={Link} to={to} underline="never" c="inherit" className={classes.figure}>
      <Text size="sm" c="dimmed">{label}</Text>
      <Text className={classes.number} c={isBad ? 'var(--mantine-color-error)' : undefined}>
        {value.toLocaleString('en')}
      </Text>
    </Anchor>
  );
}
