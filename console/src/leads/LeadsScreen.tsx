import { Anchor, Button, Select, Text } from '@mantine/core';
import { Link } from 'react-router';
import { api, unwrap } from '../api/client';
import { keys, usePermissions } from '../api/queries';
import { DataTable, type Column } from '../shared/DataTable';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Filters } from '../shared/Filters';
import { LoadMore } from '../shared/LoadMore';
import { Screen } from '../shared/Screen';
import { StatusBadge } from '../shared/StatusBadge';
import { TextFilter } from '../shared/TextFilter';
import { Time } from '../shared/Time';
import { useCursorPages } from '../shared/useCursorPages';
import { useUrlState } from '../shared/useUrlState';
import { StatusFilter } from './StatusFilter';
import { attribute, leadName, leadQuery, waitingRuns, type Lead } from './leads';

const PAGE = 50;
const filters = { find: '', status: '', show: '' };

export function LeadsScreen() {
  const [filter, setFilter] = useUrlState(filters);
  const { userId } = usePermissions();
  const query = { ...leadQuery(filter), limit: PAGE };
  const pages = useCursorPages<Lead>([...keys.leads, 'list', query], (cursor, signal) =>
    unwrap(api.GET('/api/leads', { params: { query: { ...query, cursor } }, signal })));
  const isFiltered = Object.values(filter).some((value) => value !== '');

  const columns: Column<Lead>[] = [
    {
      header: 'Lead',
      width: '18%',
      cell: (lead) => (
        <>
          <Anchor component={Link} inherit to={`/leads/${encodeURIComponent(lead.leadId)}`} fw={600}>
            {leadName(lead)}
          </Anchor>
          <Text size="sm" c="dimmed">{lead.leadId}</Text>
          {lead.deletedAt && <StatusBadge tone="neutral">{lead.mergedInto ? 'Merged' : 'Deleted'}</StatusBadge>}
        </>
      ),
    },
    { header: 'Status', width: 128, cell: (lead) => attribute(lead, 'status') ?? '–' },
    { header: 'Owner', width: 104, cell: (lead) => ownerName(attribute(lead, 'ownerId'), userId) },
    { header: 'Last event', cell: (lead) => <Time at={lead.lastEventAt} relative /> },
    { header: 'Last wrote', width: '24%', cell: (lead) => <LastInbound lead={lead} /> },
    {
      header: 'Waiting until',
      width: 184,
      cell: (lead) => <Time at={waitingRuns(lead).at(-1)?.run.dueAt} none="Not waiting" />,
    },
    { header: 'Opted out', cell: (lead) => optOutNames(lead) },
  ];

  return (
    <Screen title="Leads">
      <Filters label="Filter leads">
        <TextFilter label="Find" placeholder="Name, whole phone number or e-mail address, or start of the id"
          value={filter.find} onChange={(find) => setFilter({ find })} />
        <StatusFilter value={filter.status} onChange={(status) => setFilter({ status })} leads={pages.items} />
        <Select label="Show" allowDeselect={false} value={filter.show}
          onChange={(show) => setFilter({ show: show ?? '' })}
          data={[{ value: '', label: 'All, last event first' }, { value: 'waiting', label: 'Waiting, due first' }]} />
      </Filters>
      {pages.error && <ErrorPanel error={pages.error} onRetry={pages.reload} />}
      {!pages.error && !pages.isLoading && pages.items.length === 0 ? (
        <NoLeads isFiltered={isFiltered} onShowAll={() => setFilter(filters)} />
      ) : (
        <DataTable label="Leads" columns={columns} rows={pages.items} rowKey={({ leadId }) => leadId}
          isLoading={pages.isLoading} isStale={pages.isStale} />
      )}
      <LoadMore pages={pages} />
    </Screen>
  );
}

function LastInbound({ lead: { conversation } }: { lead: Lead }) {
  if (!conversation.lastInboundAt) {
    return <Text span inherit c="dimmed">Never</Text>;
  }
  return (
    <>
      <Time at={conversation.lastInboundAt} relative />
      {conversation.lastInboundBody && <Text size="sm" c="dimmed" lineClamp={1}>{conversation.lastInboundBody}</Text>}
    </>
  );
}

function ownerName(ownerId: string | undefined, userId: string | undefined): string {
  return ownerId === undefined ? 'No one' : ownerId === userId ? 'You' : ownerId;
}

function optOutNames({ optOuts }: Lead): string {
  return optOuts.length === 0 ? 'No'
    : optOuts.map(({ channel }) => (channel === 'phone' ? 'Phone' : 'E-mail')).join(', ');
}

function NoLeads({ isFiltered, onShowAll }: { isFiltered: boolean; onShowAll: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState title="No lead matches"
        action={<Button variant="default" onClick={onShowAll}>Show all leads</Button>}>
        Leads are found by whole words of their name, by their whole phone number or e-mail address, or by the start of
        their id.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="There are no leads yet">
      A lead appears with its first event. Send events of your leads with POST /api/events, or publish them to the topic
      of lead events.
    </EmptyState>
  );
}
