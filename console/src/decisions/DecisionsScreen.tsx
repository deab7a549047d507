import { Anchor, Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, useCatalog } from '../api/queries';
import { AutomationFilter } from '../automations/AutomationFilter';
import { AutomationLink } from '../automations/AutomationLink';
import { DataTable, type Column } from '../shared/DataTable';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Filters } from '../shared/Filters';
import { LoadMore } from '../shared/LoadMore';
import { ReasonText } from '../shared/ReasonText';
import { Screen } from '../shared/Screen';
import { OutcomeBadge } from '../shared/StatusBadge';
import { TextFilter } from '../shared/TextFilter';
import { Time } from '../shared/Time';
import { TimeFilter, useChosenInterval } from '../shared/TimeFilter';
import { chosenPeriod, periods, type Interval, type TimeChoice } from '../shared/interval';
import { humanized } from '../shared/status';
import { useCursorPages } from '../shared/useCursorPages';
import { useUrlState } from '../shared/useUrlState';
import { DecisionPanel } from './DecisionPanel';
import { ReasonCounts } from './ReasonCounts';
import { countReasons, countedInterval, countsOf, type Decision } from './decisions';

const PAGE = 50;
const filters = { automationId: '', leadId: '', outcome: '', reason: '', period: '', from: '', to: '' };
const panels = { open: '' };

export function DecisionsScreen() {
  const [filter, setFilter] = useUrlState(filters);
  const [{ open }, setPanel] = useUrlState(panels);
  const catalog = useCatalog().data;
  const interval = useChosenInterval(filter);
  const { automationId, leadId, outcome, reason } = filter;
  const query = {
    automationId: automationId || undefined,
    leadId: leadId || undefined,
    outcome: (outcome || undefined) as Schemas['Outcome'] | undefined,
    reason: (reason || undefined) as Schemas['Reason'] | undefined,
    ...interval,
    limit: PAGE,
  };
  const pages = useCursorPages<Decision>([...keys.decisions, 'list', query], (cursor, signal) =>
    unwrap(api.GET('/api/decisions', { params: { query: { ...query, cursor } }, signal })));
  const isFiltered = Object.values(filter).some((value) => value !== '');

  const columns: Column<Decision>[] = [
    {
      header: 'Lead',
      width: 112,
      cell: (decision) => (
        <Anchor component={Link} inherit fw={600} to={`/leads/${encodeURIComponent(decision.leadId)}`}>
          {decision.leadId}
        </Anchor>
      ),
    },
    { header: 'Outcome', cell: (decision) => <OutcomeBadge outcome={decision.outcome} /> },
    {
      header: 'Reason',
      width: '34%',
      cell: (decision) => <ReasonText outcome={decision.outcome} reason={decision.reason} />,
    },
    { header: 'Automation', cell: (decision) => <AutomationLink id={decision.automationId} /> },
    { header: 'Time', width: 184, cell: (decision) => <Time at={decision.at} /> },
    {
      header: 'Details',
      hideHeader: true,
      cell: (decision) => (
        <Button size="compact-sm" variant="default" onClick={() => setPanel({ open: decision.id })}
          aria-label={`Why: ${humanized(decision.reason)}, lead ${decision.leadId}`}>
          Why
        </Button>
      ),
    },
  ];

  return (
    <Screen title="Decisions" description="What each automation decided about each event of a lead, and why.">
      <Filters label="Filter decisions">
        <AutomationFilter value={automationId} onChange={(chosen) => setFilter({ automationId: chosen })} />
        <Select label="Outcome" allowDeselect={false} value={outcome}
          onChange={(chosen) => setFilter({ outcome: chosen ?? '', reason: '' })}
          data={[{ value: '', label: 'Any outcome' },
            ...(catalog?.outcomes.map((one) => ({ value: one.outcome, label: one.label })) ?? [])]} />
        <Select label="Reason" placeholder="Any reason" searchable clearable
          clearButtonProps={{ 'aria-label': 'Any reason' }} value={reason || null}
          onChange={(chosen) => setFilter({ reason: chosen ?? '' })} data={reasonsOf(catalog, outcome, reason)} />
        <TextFilter label="Lead" placeholder="Id of a lead" value={leadId}
          onChange={(typed) => setFilter({ leadId: typed })} />
        <TimeFilter value={filter} onChange={setFilter} />
      </Filters>
      <Counts automationId={automationId} leadId={leadId} outcome={outcome} reason={reason} interval={interval}
        covers={coverage(filter)} loaded={pages.items}
        onChoose={setFilter} />
      {pages.error && <ErrorPanel error={pages.error} onRetry={pages.reload} />}
      {!pages.error && !pages.isLoading && pages.items.length === 0 ? (
        <NoDecisions isFiltered={isFiltered} onShowAll={() => setFilter(filters)} />
      ) : (
        <DataTable label="Decisions" columns={columns} rows={pages.items} rowKey={({ id }) => id}
          isLoading={pages.isLoading} isStale={pages.isStale} />
      )}
      <LoadMore pages={pages} />
      <DecisionPanel id={open} onClose={() => setPanel({ open: '' })} />
    </Screen>
  );
}

function coverage(time: TimeChoice): string {
  const period = chosenPeriod(time);
  return period === 'between' ? 'In the chosen time' : periods.find(({ value }) => value === period)?.label ?? '';
}

interface CountsProps {
  automationId: string;
  leadId: string;
  outcome: string;
  reason: string;
  interval: Interval;
  covers: string;
  loaded: Decision[];
  onChoose: (chosen: { outcome: string; reason: string }) => void;
}

/** Counts of the whole time from the statistics; for one lead, of the decisions that are loaded. */
function Counts({ automationId, leadId, interval, covers, loaded, ...choice }: CountsProps) {
  const stats = useQuery({
    queryKey: [...keys.stats, 'reasons', automationId, interval],
    queryFn: ({ signal }) => unwrap(api.GET('/api/stats', {
      params: { query: { ...countedInterval(interval, new Date()), automationId: automationId || undefined } }, signal,
    })),
    enabled: leadId === '',
    placeholderData: (previous) => previous,
  });
  if (leadId !== '') {
    const counts = countReasons(loaded.map(({ outcome, reason }) => ({ outcome, reason, count: 1 })));
    return <ReasonCounts counts={counts} covers={`Of the ${loaded.length} decisions below`} {...choice} />;
  }
  if (stats.error) {
    return null;
  }
  return (
    <ReasonCounts counts={stats.data && countsOf(stats.data)} {...choice}
      covers={interval.from || interval.to ? covers : 'Last 7 days'} />
  );
}

/** The reasons of an outcome, or all, each one once. */
function reasonsOf(catalog: Schemas['Catalog'] | undefined, outcome: string, chosen: string) {
  const reasons = new Set<string>(catalog?.reasons.filter((one) => outcome === '' || one.outcome === outcome)
    .map(({ reason }) => reason satisfies Schemas['Reason']));
  if (chosen) {
    reasons.add(chosen);
  }
  return [...reasons].map((reason) => ({ value: reason, label: humanized(reason) }))
    .sort((one, other) => one.label.localeCompare(other.label));
}

function NoDecisions({ isFiltered, onShowAll }: { isFiltered: boolean; onShowAll: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState title="No decision matches the filter"
        action={<Button variant="default" onClick={onShowAll}>Show all decisions</Button>}>
        Change the filter, or remove it.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="There are no decisions yet"
      action={<Button component={Link} to="/automations">Show the automations</Button>}>
      An automation decides as soon as an event that it starts with happens to a lead. Switch an automation on, and send
      events of your leads.
    </EmptyState>
  );
}
