import { Anchor, Button, Select, Text } from '@mantine/core';
import { Link } from 'react-router';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, useCatalog, usePermissions } from '../api/queries';
import { AutomationFilter } from '../automations/AutomationFilter';
import { AutomationLink } from '../automations/AutomationLink';
import { DataTable, type Column } from '../shared/DataTable';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Filters } from '../shared/Filters';
import { LoadMore } from '../shared/LoadMore';
import { Screen } from '../shared/Screen';
import { MessageStateBadge } from '../shared/StatusBadge';
import { TextFilter } from '../shared/TextFilter';
import { Time } from '../shared/Time';
import { TimeFilter, useChosenInterval } from '../shared/TimeFilter';
import { useCursorPages } from '../shared/useCursorPages';
import { useUrlState } from '../shared/useUrlState';
import { MessagePanel } from './MessagePanel';
import { RetryFiltered } from './RetryFiltered';
import { channelLabel, recipient, retryFilter, type Message } from './messages';

const PAGE = 50;
const filters = {
  state: '', channel: '', provider: '', code: '', automationId: '', leadId: '', period: '', from: '', to: '',
};
const panels = { open: '' };

export function MessagesScreen() {
  const [filter, setFilter] = useUrlState(filters);
  const [{ open }, setPanel] = useUrlState(panels);
  const { isAdmin } = usePermissions();
  const catalog = useCatalog().data;
  const interval = useChosenInterval(filter);
  const { period, from, to, ...conditions } = filter;
  const pages = useCursorPages<Message>([...keys.messages, 'list', conditions, interval], (cursor, signal) =>
    unwrap(api.GET('/api/messages', {
      params: {
        query: {
          cursor,
          limit: PAGE,
          state: (conditions.state || undefined) as Schemas['MessageState'] | undefined,
          channel: (conditions.channel || undefined) as Schemas['Channel'] | undefined,
          provider: conditions.provider || undefined,
          code: conditions.code || undefined,
          automationId: conditions.automationId || undefined,
          leadId: conditions.leadId || undefined,
          ...interval,
        },
      },
      signal,
    })));
  const isFiltered = Object.values(filter).some((value) => value !== '');
  const retried = retryFilter(conditions, interval);

  const columns: Column<Message>[] = [
    {
      header: 'Message',
      width: '30%',
      cell: (message) => (
        <>
          <Anchor component="button" type="button" fw={600} ta="left" inherit
            onClick={() => setPanel({ open: message.id })}>
            {recipient(message)}
          </Anchor>
          <Text size="sm" c="dimmed" lineClamp={2}>{message.subject ?? message.text ?? 'No text'}</Text>
        </>
      ),
    },
    {
      header: 'State',
      width: 144,
      cell: (message) => (
        <>
          <MessageStateBadge state={message.state} />
          {message.providerCode && <Text size="sm" c="dimmed">Code {message.providerCode}</Text>}
        </>
      ),
    },
    {
      header: 'Channel',
      width: 128,
      cell: ({ channel, provider }) => (
        <>
          {channelLabel(catalog, channel)}
          {provider && <Text size="sm" c="dimmed">{provider}</Text>}
        </>
      ),
    },
    {
      header: 'Lead',
      width: 112,
      cell: ({ leadId, test }) => (test ? 'Test message' : (
        <Anchor component={Link} inherit to={`/leads/${encodeURIComponent(leadId)}`}>{leadId}</Anchor>
      )),
    },
    { header: 'Automation', cell: ({ automationId, test }) => (test ? '–' : <AutomationLink id={automationId} />) },
    { header: 'Fired', width: 184, cell: ({ firedAt }) => <Time at={firedAt} /> },
  ];

  return (
    <Screen title="Messages" actions={isAdmin && retried && <RetryFiltered filter={retried} />}>
      <Filters label="Filter messages">
        <AutomationFilter value={filter.automationId} onChange={(automationId) => setFilter({ automationId })} />
        <Select label="State" allowDeselect={false} value={filter.state}
          onChange={(state) => setFilter({ state: state ?? '' })}
          data={[{ value: '', label: 'Any state' },
            ...(catalog?.messageStates.map(({ state, label }) => ({ value: state, label })) ?? [])]} />
        <Select label="Channel" allowDeselect={false} value={filter.channel}
          onChange={(channel) => setFilter({ channel: channel ?? '' })}
          data={[{ value: '', label: 'Any channel' },
            ...(catalog?.channels.map(({ channel, label }) => ({ value: channel, label })) ?? [])]} />
        <TextFilter label="Provider" placeholder="Name" value={filter.provider}
          onChange={(provider) => setFilter({ provider })} />
        <TextFilter label="Provider’s code" placeholder="Such as 30003" value={filter.code}
          onChange={(code) => setFilter({ code })} />
        <TextFilter label="Lead" placeholder="Id of a lead" value={filter.leadId}
          onChange={(leadId) => setFilter({ leadId })} />
        <TimeFilter value={filter} onChange={setFilter} />
      </Filters>
      {pages.error && <ErrorPanel error={pages.error} onRetry={pages.reload} />}
      {!pages.error && !pages.isLoading && pages.items.length === 0 ? (
        <NoMessages isFiltered={isFiltered} onShowAll={() => setFilter(filters)} />
      ) : (
        <DataTable label="Messages" columns={columns} rows={pages.items} rowKey={({ id }) => id}
          isLoading={pages.isLoading} isStale={pages.isStale} />
      )}
      <LoadMore pages={pages} />
      <MessagePanel id={open} onClose={() => setPanel({ open: '' })} />
    </Screen>
  );
}

function NoMessages({ isFiltered, onShowAll }: { isFiltered: boolean; onShowAll: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState title="No message matches the filter"
        action={<Button variant="default" onClick={onShowAll}>Show all messages</Button>}>
        Change the filter, or remove it.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="There are no messages yet"
      action={<Button component={Link} to="/decisions" variant="default">Show the decisions</Button>}>
      Messages appear here when an automation fires. The decisions say why one did not.
    </EmptyState>
  );
}
