import { Anchor, Button, Group, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, unwrap } from '../api/client';
import { keys, usePermissions } from '../api/queries';
import { DataTable, type Column } from '../shared/DataTable';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { LoadMore } from '../shared/LoadMore';
import { Screen } from '../shared/Screen';
import { StatusBadge } from '../shared/StatusBadge';
import { Time } from '../shared/Time';
import { useCursorPages } from '../shared/useCursorPages';
import { useUrlState } from '../shared/useUrlState';
import { attribute, leadName, matches, waitingRuns, type Lead } from './leads';

const PAGE = 100;
/** The API has no search, so that many leads are loaded to look for one. */
const SEARCHED = 500;
const filters = { find: '' };

export function LeadsScreen() {
  const [{ find }, setFilter] = useUrlState(filters);
  const { userId } = usePermissions();
  const pages = useCursorPages<Lead>([...keys.leads, 'list'], (cursor, signal) =>
    unwrap(api.GET('/api/leads', { params: { query: { cursor, limit: PAGE } }, signal })));
  const { hasMore, isLoadingMore, loadMore } = pages;
  const mustSearchOn = find !== '' && hasMore && !isLoadingMore && pages.items.length < SEARCHED;
  useEffect(() => {
    if (mustSearchOn) {
      loadMore();
    }
  });
  const shown = find === '' ? pages.items : pages.items.filter((lead) => matches(lead, find));

  const columns: Column<Lead>[] = [
    {
      header: 'Lead',
      width: '22%',
      cell: (lead) => (
        <>
          <Anchor component={Link} inherit to={leadPath(lead.leadId)} fw={600}>{leadName(lead)}</Anchor>
          <Text size="sm" c="dimmed">{lead.leadId}</Text>
          {lead.deletedAt && <StatusBadge tone="neutral">{lead.mergedInto ? 'Merged' : 'Deleted'}</StatusBadge>}
        </>
      ),
    },
    { header: 'Status', cell: (lead) => attribute(lead, 'status') ?? '–' },
    { header: 'Owner', cell: (lead) => ownerName(attribute(lead, 'ownerId'), userId) },
    { header: 'Last wrote', width: '26%', cell: (lead) => <LastInbound lead={lead} /> },
    { header: 'Last fired', cell: (lead) => <Time at={lead.conversation.lastFiredAt} relative none="Never" /> },
    { header: 'Next due', cell: (lead) => <Time at={waitingRuns(lead).at(-1)?.run.dueAt} relative none="None" /> },
    { header: 'Opted out', cell: (lead) => optOutNames(lead) },
  ];

  return (
    <Screen title="Leads">
      <Find value={find} onChange={(text) => setFilter({ find: text })} />
      {find !== '' && !pages.isLoading && (
        <Text size="sm" c="dimmed" role="status">
          {shown.length} of {pages.hasMore ? `the first ${pages.items.length}` : pages.items.length} leads match. Press
          Enter to open the lead with this id.
        </Text>
      )}
      {pages.error && <ErrorPanel error={pages.error} onRetry={pages.reload} />}
      {!pages.error && !pages.isLoading && shown.length === 0 ? (
        <NoLeads isFiltered={find !== ''} find={find} onShowAll={() => setFilter(filters)} />
      ) : (
        <DataTable label="Leads" columns={columns} rows={shown} rowKey={({ leadId }) => leadId}
          isLoading={pages.isLoading} isStale={pages.isStale} />
      )}
      <LoadMore pages={pages} />
    </Screen>
  );
}

const leadPath = (leadId: string) => `/leads/${encodeURIComponent(leadId)}`;

/** Typing shows the leads that match; submitting opens the one with this id. */
function Find({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(value);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setTyped(typed.trim() === value ? typed : value);
  }
  return (
    <form role="search" aria-label="Find a lead" onSubmit={(event) => {
      event.preventDefault();
      if (typed.trim() !== '') {
        void navigate(leadPath(typed.trim()));
      }
    }}>
      <Group align="end" gap="sm">
        <TextInput label="Find" placeholder="Name, phone, e-mail, status, owner or id" type="search" spellCheck={false}
          value={typed} leftSection={<IconSearch size={16} aria-hidden />} style={{ flex: '1 1 240px', maxWidth: 480 }}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            onChange(event.currentTarget.value.trim());
          }} />
        <Button type="submit" variant="default">Open by id</Button>
      </Group>
    </form>
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

function NoLeads({ isFiltered, find, onShowAll }: { isFiltered: boolean; find: string; onShowAll: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState title="No lead matches" action={(
        <>
          <Button component={Link} to={leadPath(find)}>Open “{find}” by id</Button>
          <Button variant="default" onClick={onShowAll}>Show all leads</Button>
        </>
      )}>
        Change what you look for, or open a lead by its whole id.
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
