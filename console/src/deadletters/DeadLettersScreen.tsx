import { Anchor, Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, usePermissions } from '../api/queries';
import { DataTable, type Column } from '../shared/DataTable';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Filters } from '../shared/Filters';
import { LoadMore } from '../shared/LoadMore';
import { Screen } from '../shared/Screen';
import { StatusBadge } from '../shared/StatusBadge';
import { Time } from '../shared/Time';
import { TimeFilter, useChosenInterval } from '../shared/TimeFilter';
import { useCursorPages } from '../shared/useCursorPages';
import { useUrlState } from '../shared/useUrlState';
import { DeadLetterPanel } from './DeadLetterPanel';
import { DeadLetterReason } from './DeadLetterReason';
import { NO_REASON, oneLine, position } from './reason';
import { useReplayGroup } from './useReplayGroup';

type DeadLetter = Schemas['DeadLetter'];
type Group = Schemas['DeadLetterGroup'];

const PAGE = 50;
const filters = { reason: '', topic: '', period: '', from: '', to: '' };
const defaults = { ...filters, open: '' };

export function DeadLettersScreen() {
  const { canSeeHealth } = usePermissions();
  return (
    <Screen title="Dead letters"
      description="Records that could not be processed. Correct the cause or the record, then replay it.">
      {canSeeHealth ? <DeadLetters /> : (
        <EmptyState title="Dead letters are for admins and operators">
          Ask an admin of your organization if you expect an event that is missing.
        </EmptyState>
      )}
    </Screen>
  );
}

function DeadLetters() {
  const [state, change] = useUrlState(defaults);
  const { open, ...filter } = state;
  const { isOperator } = usePermissions();
  const replayGroup = useReplayGroup();
  const groups = useQuery({
    queryKey: [...keys.deadLetters, 'groups'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/dead-letters/groups', { signal })),
  });
  const interval = useChosenInterval(filter);
  const chosen = {
    ...(filter.reason !== '' && { reason: filter.reason }),
    ...(filter.topic !== '' && { topic: filter.topic }),
    ...interval,
  };
  const pages = useCursorPages<DeadLetter>([...keys.deadLetters, 'list', chosen], (cursor, signal) =>
    unwrap(api.GET('/api/dead-letters', { params: { query: { ...chosen, limit: PAGE, cursor } }, signal })));
  const isFiltered = Object.keys(chosen).length > 0;
  const topics = [...new Set([...pages.items.map(({ topic }) => topic), filter.topic])].filter((topic) => topic !== '');

  const groupColumns: Column<Group>[] = [
    {
      header: 'Reason',
      width: '50%',
      cell: ({ reason }) => reason === null ? NO_REASON : (
        <Anchor component="button" type="button" ta="left" size="sm" onClick={() => change({ reason })}
          aria-label={`${oneLine(reason)} Show only these.`}>
          <DeadLetterReason reason={reason} />
        </Anchor>
      ),
    },
    { header: 'Dead letters', align: 'right', cell: ({ count }) => count.toLocaleString('en') },
    { header: 'First', cell: ({ firstAt }) => <Time at={firstAt} relative /> },
    { header: 'Last', cell: ({ lastAt }) => <Time at={lastAt} relative /> },
    {
      header: 'Replay',
      cell: ({ reason }) => reason !== null && (
        <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={14} aria-hidden />}
          loading={replayGroup.asked?.reason === reason} onClick={() => replayGroup.ask({ reason })}
          aria-label={`Replay group: ${oneLine(reason)}`}>
          Replay group
        </Button>
      ),
    },
  ];
  const columns: Column<DeadLetter>[] = [
    {
      header: 'Reason',
      width: '45%',
      cell: ({ id, reason }) => (
        <Anchor component="button" type="button" ta="left" size="sm" lineClamp={2} onClick={() => change({ open: id })}
          aria-label={`${oneLine(reason ?? NO_REASON)}, ${id}`}>
          <DeadLetterReason reason={reason} />
        </Anchor>
      ),
    },
    {
      header: 'Record',
      cell: (letter) => <>{letter.topic}<Text size="sm" c="dimmed">{position(letter)}</Text></>,
    },
    ...(isOperator
      ? [{ header: 'Organization', cell: ({ organizationId }: DeadLetter) => organizationId ?? 'Not known' }]
      : []),
    { header: 'Rejected', cell: ({ at }) => <Time at={at} relative /> },
    { header: 'State', cell: (letter) => <ReplayState letter={letter} /> },
  ];

  return (
    <>
      {groups.data && groups.data.items.length > 0 && (
        <Stack gap="sm">
          <Title order={2}>By reason</Title>
          <DataTable label="Dead letters by reason" columns={groupColumns} rows={groups.data.items}
            rowKey={({ reason }) => reason ?? ''} />
        </Stack>
      )}
      {groups.error && <ErrorPanel error={groups.error} onRetry={() => void groups.refetch()} />}
      <Stack gap="sm">
        <Group justify="space-between" align="center" mih={36}>
          <Title order={2}>Records</Title>
          {isFiltered && pages.items.length > 0 && (
            <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />}
              loading={replayGroup.asked !== undefined} onClick={() => replayGroup.ask(chosen)}>
              Replay all that match
            </Button>
          )}
        </Group>
        <Filters label="Filter dead letters">
          <Select label="Reason" placeholder="Any reason" clearable searchable
            clearButtonProps={{ 'aria-label': 'Any reason' }} value={filter.reason || null}
            onChange={(reason) => change({ reason: reason ?? '' })}
            data={[...new Set([...(groups.data?.items.map(({ reason }) => reason ?? '') ?? []), filter.reason])]
              .filter((reason) => reason !== '').map((reason) => ({ value: reason, label: oneLine(reason) }))} />
          <Select label="Topic" placeholder="Any topic" clearable clearButtonProps={{ 'aria-label': 'Any topic' }}
            value={filter.topic || null} onChange={(topic) => change({ topic: topic ?? '' })} data={topics} />
          <TimeFilter value={filter} onChange={change} />
        </Filters>
        {pages.error && <ErrorPanel error={pages.error} onRetry={pages.reload} />}
        {!pages.error && !pages.isLoading && pages.items.length === 0 ? (
          <NoDeadLetters isFiltered={isFiltered} onShowAll={() => change(filters)} />
        ) : (
          <DataTable label="Dead letters" columns={columns} rows={pages.items} rowKey={({ id }) => id}
            isLoading={pages.isLoading} isStale={pages.isStale} />
        )}
        <LoadMore pages={pages} />
      </Stack>
      <DeadLetterPanel id={open} onClose={() => change({ open: '' })} />
    </>
  );
}

function ReplayState({ letter: { replayedAt, replayedBy, cut } }: { letter: DeadLetter }) {
  if (replayedAt) {
    return (
      <>
        <StatusBadge tone="good">Replayed</StatusBadge>
        <Text size="sm" c="dimmed"><Time at={replayedAt} relative />{replayedBy && ` by ${replayedBy}`}</Text>
      </>
    );
  }
  return cut
    ? <StatusBadge tone="bad">Stored in part</StatusBadge>
    : <StatusBadge tone="waiting">Not replayed</StatusBadge>;
}

function NoDeadLetters({ isFiltered, onShowAll }: { isFiltered: boolean; onShowAll: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState title="No dead letter matches the filter"
        action={<Button variant="default" onClick={onShowAll}>Show all dead letters</Button>}>
        Change the filter, or remove it.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="There are no dead letters">
      Every record could be processed. A record that cannot be is kept here with the reason, and can be corrected and
      replayed.
    </EmptyState>
  );
}
