import { ActionIcon, Anchor, Button, Menu, Select, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconCopy, IconDots, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, useCatalog, usePermissions } from '../api/queries';
import { DataTable, type Column } from '../shared/DataTable';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Filters } from '../shared/Filters';
import { LoadMore } from '../shared/LoadMore';
import { Screen } from '../shared/Screen';
import { StatusBadge } from '../shared/StatusBadge';
import { Time } from '../shared/Time';
import { useConfirm } from '../shared/confirm';
import { notifyDone, notifyFailed } from '../shared/notify';
import { useCursorPages } from '../shared/useCursorPages';
import { useUrlState } from '../shared/useUrlState';
import { copyOf, setEnabled, summary, type Automation } from './automations';

const PAGE = 50;
const filters = { name: '', event: '', enabled: '', createdBy: '', sort: 'createdAt' };

export function AutomationsScreen() {
  const [filter, setFilter] = useUrlState(filters);
  const { userId } = usePermissions();
  const catalog = useCatalog().data;
  const pages = useCursorPages<Automation>([...keys.automations, 'list', filter], (cursor, signal) =>
    unwrap(api.GET('/api/automations', {
      params: {
        query: {
          cursor,
          limit: PAGE,
          search: filter.name || undefined,
          event: filter.event || undefined,
          enabled: filter.enabled === '' ? undefined : filter.enabled === 'on',
          createdBy: filter.createdBy || undefined,
          sort: filter.sort === 'name' ? 'name' : 'createdAt',
        },
      },
      signal,
    })));
  const activity = useActivity(pages.items);
  const isFiltered = filter.name !== '' || filter.event !== '' || filter.enabled !== '' || filter.createdBy !== '';

  const columns: Column<Automation>[] = [
    { header: 'Name', width: '30%', cell: (automation) => <Name automation={automation} /> },
    { header: 'On for my leads', cell: (automation) => <MySwitch automation={automation} /> },
    { header: 'Owner', cell: ({ userId: owner }) => (owner === userId ? 'You' : owner) },
    { header: 'Last fired', cell: ({ _id }) => <Time at={activity.get(_id)?.lastFiredAt} relative none="Never" /> },
    { header: 'Next due', cell: ({ _id }) => <Time at={activity.get(_id)?.nextDueAt} relative none="None" /> },
    { header: 'Waiting', align: 'right', cell: ({ _id }) => <Count value={activity.get(_id)?.waiting} /> },
    { header: 'Fired', align: 'right', cell: ({ _id }) => <Count value={activity.get(_id)?.fired} /> },
    { header: 'Skipped', align: 'right', cell: ({ _id }) => <Count value={activity.get(_id)?.skipped} /> },
    { header: 'Actions', hideHeader: true, cell: (automation) => <RowMenu automation={automation} /> },
  ];

  return (
    <Screen title="Automations" actions={(
      <Button component={Link} to="/automations/new" leftSection={<IconPlus size={16} aria-hidden />}>
        New automation
      </Button>
    )}>
      <Filters label="Filter automations">
        <NameFilter value={filter.name} onChange={(name) => setFilter({ name })} />
        <Select label="Starts with" placeholder="Any event" clearable
          clearButtonProps={{ 'aria-label': 'Any event' }} value={filter.event || null}
          onChange={(event) => setFilter({ event: event ?? '' })}
          data={catalog?.eventTypes.map(({ type, label }) => ({ value: type, label })) ?? []} />
        <Select label="My switch" allowDeselect={false} value={filter.enabled}
          onChange={(enabled) => setFilter({ enabled: enabled ?? '' })}
          data={[{ value: '', label: 'On or off' }, { value: 'on', label: 'On' }, { value: 'off', label: 'Off' }]} />
        <Select label="Owner" allowDeselect={false} value={filter.createdBy}
          onChange={(createdBy) => setFilter({ createdBy: createdBy ?? '' })}
          data={[{ value: '', label: 'Anyone' }, ...(userId ? [{ value: userId, label: 'You' }] : [])]} />
        <Select label="Sort by" allowDeselect={false} value={filter.sort}
          onChange={(sort) => setFilter({ sort: sort ?? filters.sort })}
          data={[{ value: 'createdAt', label: 'Oldest first' }, { value: 'name', label: 'Name' }]} />
      </Filters>
      {pages.error && <ErrorPanel error={pages.error} onRetry={pages.reload} />}
      {!pages.error && !pages.isLoading && pages.items.length === 0 ? (
        <NoAutomations isFiltered={isFiltered} onShowAll={() => setFilter(filters)} />
      ) : (
        <DataTable label="Automations" columns={columns} rows={pages.items} rowKey={({ _id }) => _id}
          isLoading={pages.isLoading} isStale={pages.isStale} />
      )}
      <LoadMore pages={pages} />
    </Screen>
  );
}

function Name({ automation }: { automation: Automation }) {
  const catalog = useCatalog().data;
  return (
    <>
      <Anchor component={Link} to={`/automations/${encodeURIComponent(automation._id)}`} fw={600}>
        {automation.name}
      </Anchor>
      <Text size="sm" c="dimmed">{summary(automation, catalog)}</Text>
      {automation.timerLogic?.enabled === false && <StatusBadge tone="neutral">Timer off</StatusBadge>}
    </>
  );
}

function Count({ value }: { value: number | undefined }) {
  return value === undefined ? <Text span inherit c="dimmed">–</Text> : value.toLocaleString('en');
}

/** The activity of the automations that are shown, in requests of 100 at most; without it, the list stays useful. */
function useActivity(automations: Automation[]): Map<string, Schemas['Activity']> {
  const ids = automations.map(({ _id }) => _id);
  const { data } = useQuery({
    queryKey: [...keys.activity, ids],
    queryFn: async ({ signal }) => {
      const requests = [];
      for (let start = 0; start < ids.length; start += 100) {
        requests.push(unwrap(api.GET('/api/automations/activity', {
          params: { query: { ids: ids.slice(start, start + 100).join(',') } }, signal,
        })));
      }
      return (await Promise.all(requests)).flatMap(({ items }) => items);
    },
    enabled: ids.length > 0,
    placeholderData: (previous) => previous,
  });
  return new Map(data?.map((one) => [one.automationId, one]));
}

function NameFilter({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const [typed, setTyped] = useState(value);
  const changeLater = useDebouncedCallback(onChange, 300);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setTyped(value);
  }
  return (
    <TextInput label="Name" placeholder="Contains" value={typed} type="search"
      leftSection={<IconSearch size={16} aria-hidden />} onChange={(event) => {
        setTyped(event.currentTarget.value);
        changeLater(event.currentTarget.value);
      }} />
  );
}

function MySwitch({ automation }: { automation: Automation }) {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (enabled: boolean) => setEnabled(automation._id, enabled),
    onError: (error) => notifyFailed(`“${automation.name}” was not changed`, error),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.automations }),
  });
  return (
    <Switch checked={change.isPending ? change.variables : automation.enabled} disabled={change.isPending}
      aria-label={`“${automation.name}” is on for my leads`}
      onChange={(event) => change.mutate(event.currentTarget.checked)} />
  );
}

function RowMenu({ automation }: { automation: Automation }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const { canChange } = usePermissions();
  const duplicate = useMutation({
    mutationFn: () => unwrap(api.POST('/api/automations', { body: copyOf(automation) })),
    onSuccess: async ({ automation: copy }) => {
      await queries.invalidateQueries({ queryKey: keys.automations });
      await navigate(`/automations/${encodeURIComponent(copy._id)}`);
    },
    onError: (error) => notifyFailed(`“${automation.name}” was not duplicated`, error),
  });
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/automations/{id}', { params: { path: { id: automation._id } } })),
    onSuccess: () => {
      notifyDone(`“${automation.name}” was deleted.`);
      return queries.invalidateQueries({ queryKey: keys.automations });
    },
    onError: (error) => notifyFailed(`“${automation.name}” was not deleted`, error),
  });
  const askAndRemove = async () => {
    if (await confirm({
      title: `Delete “${automation.name}”?`,
      body: 'It starts no more runs for any user of the organization. Waiting follow-ups are cancelled when they are'
        + ' due. This cannot be undone.',
      confirm: 'Delete automation',
    })) {
      remove.mutate();
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" c="var(--mantine-color-text)"
          aria-label={`Actions for “${automation.name}”`} loading={duplicate.isPending || remove.isPending}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => duplicate.mutate()}>
          Duplicate
        </Menu.Item>
        {canChange(automation) && (
          <Menu.Item c="var(--mantine-color-error)" leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => void askAndRemove()}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function NoAutomations({ isFiltered, onShowAll }: { isFiltered: boolean; onShowAll: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState title="No automation matches the filter"
        action={<Button variant="default" onClick={onShowAll}>Show all automations</Button>}>
        Change the filter, or remove it.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="There are no automations yet"
      action={<Button component={Link} to="/automations/new">Create the first automation</Button>}>
      An automation sends follow-ups when something happens to a lead, for example when no one has answered for 24
      hours.
    </EmptyState>
  );
}
