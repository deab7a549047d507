import { Text } from '@mantine/core';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, useCatalog, useOrganization } from '../api/queries';
import { DataTable, type Column } from '../shared/DataTable';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { LoadMore } from '../shared/LoadMore';
import { Screen } from '../shared/Screen';
import { Time } from '../shared/Time';
import { useCursorPages } from '../shared/useCursorPages';
import classes from './settings.module.css';
import { SettingsTabs } from './SettingsTabs';

type UnmatchedMessage = Schemas['UnmatchedMessage'];

const PAGE = 50;

export function UnmatchedMessagesScreen() {
  const catalog = useCatalog().data;
  const createsLeads = useOrganization().data?.inbound.createLeads;
  const pages = useCursorPages<UnmatchedMessage>([...keys.messages, 'unmatched'], (cursor, signal) =>
    unwrap(api.GET('/api/unmatched-messages', { params: { query: { cursor, limit: PAGE } }, signal })));
  const columns: Column<UnmatchedMessage>[] = [
    { header: 'From', cell: ({ from }) => <Text size="sm" fw={600}>{from}</Text> },
    {
      header: 'Channel',
      cell: ({ channel }) => catalog?.channels.find((known) => known.channel === channel)?.label ?? channel,
    },
    {
      header: 'Message',
      width: '45%',
      cell: ({ subject, body, attachments }) => (
        <>
          {subject && <Text size="sm" fw={600}>{subject}</Text>}
          <Text size="sm" className={classes.message} lineClamp={6}>{body ?? ''}</Text>
          {attachments && (
            <Text size="sm" c="dimmed">
              {attachments.length} {attachments.length === 1 ? 'file' : 'files'}
            </Text>
          )}
        </>
      ),
    },
    { header: 'To', cell: ({ to }) => to ?? '–' },
    { header: 'Received', cell: ({ receivedAt }) => <Time at={receivedAt} /> },
  ];
  return (
    <Screen title="Unmatched messages" description="Messages from addresses that no lead has.">
      <SettingsTabs />
      {pages.error && <ErrorPanel error={pages.error} onRetry={pages.reload} />}
      {!pages.error && !pages.isLoading && pages.items.length === 0 ? (
        <EmptyState title="There are no unmatched messages">
          {createsLeads
            ? 'A message from an unknown address makes a new lead.'
            : 'A message from an unknown address is listed here. The settings can make a new lead of it instead.'}
        </EmptyState>
      ) : (
        <DataTable label="Unmatched messages" columns={columns} rows={pages.items} rowKey={({ id }) => id}
          isLoading={pages.isLoading} isStale={pages.isStale} />
      )}
      <LoadMore pages={pages} />
    </Screen>
  );
}
