import { Anchor, Button, Group, Loader, Paper, SimpleGrid, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, useMe } from '../api/queries';
import { setEnabled, type Automation } from '../automations/automations';
import { useAutomation } from '../automations/useAutomation';
import { DataTable, type Column } from '../shared/DataTable';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Fact, Facts } from '../shared/Facts';
import { errorAt, unplaced, violationsOf } from '../shared/field-errors';
import { LoadMore } from '../shared/LoadMore';
import { notifyDone, notifyFailed } from '../shared/notify';
import { Screen } from '../shared/Screen';
import { StatusBadge } from '../shared/StatusBadge';
import { useCursorPages } from '../shared/useCursorPages';
import { useFocusInvalid } from '../shared/useFocusInvalid';
import { useUnsavedChanges } from '../shared/useUnsavedChanges';
import { useUrlState } from '../shared/useUrlState';
import { NotificationPanel } from './NotificationPanel';
import { toDraft, toPatch } from './profile';
import { ZoneInput } from './ZoneInput';

export function ProfileScreen() {
  const { data, error, refetch } = useMe();
  return (
    <Screen title="My profile">
      {error && !data && <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {data ? <Profile user={data} /> : !error && <Loader role="status" aria-label="Loading" />}
      <Preferences />
    </Screen>
  );
}

function Profile({ user }: { user: Schemas['User'] }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => toDraft(user.profile));
  const patch = toPatch(user.profile, draft);
  const isChanged = Object.keys(patch).length > 0;
  const saving = useMutation({
    mutationFn: () => unwrap(api.PATCH('/api/users/me', { body: { profile: patch } })),
    onSuccess: (saved) => {
      queries.setQueryData(keys.me, saved);
      setDraft(toDraft(saved.profile));
      notifyDone('Your profile was saved.');
    },
  });
  useUnsavedChanges(isChanged && !saving.isPending);
  const form = useFocusInvalid(saving.error);
  const errorOf = (field: string) => errorAt(violationsOf(saving.error), `/profile/${field}`);
  const elsewhere = unplaced(saving.error, Object.keys(draft).map((field) => `/profile/${field}`));
  const edit = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  return (
    <Paper p="lg" component="section" aria-labelledby="profile">
      <form ref={form} noValidate onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}>
        <Stack>
          <Title order={2} id="profile">About me</Title>
          <Facts>
            <Fact term="User">{user.userId}</Fact>
            <Fact term="Organization">{user.organizationId}</Fact>
            <Fact term="Roles">{user.roles.join(', ')}</Fact>
          </Facts>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label="Name" autoComplete="name" maxLength={200} value={draft.name} error={errorOf('name')}
              onChange={(event) => edit({ name: event.currentTarget.value })} />
            <TextInput label="E-mail" type="email" autoComplete="email" value={draft.email} error={errorOf('email')}
              placeholder="name@example.com" onChange={(event) => edit({ email: event.currentTarget.value })} />
            <TextInput label="Phone" type="tel" autoComplete="tel" value={draft.phone} error={errorOf('phone')}
              placeholder="+14155551234" onChange={(event) => edit({ phone: event.currentTarget.value })} />
            <ZoneInput label="Time zone" value={draft.timezone} error={errorOf('timezone')}
              onChange={(timezone) => edit({ timezone })} />
          </SimpleGrid>
          {elsewhere && <ErrorPanel error={elsewhere} />}
          <Group justify="flex-end">
            <Button type="submit" disabled={!isChanged} loading={saving.isPending}>Save profile</Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

const PAGE = 50;
const defaults = { open: '' };

/** Which automations are on for the user's leads, and which of them text the user. */
function Preferences() {
  const [{ open }, change] = useUrlState(defaults);
  const pages = useCursorPages<Automation>([...keys.automations, 'list', 'preferences'], (cursor, signal) =>
    unwrap(api.GET('/api/automations', { params: { query: { cursor, limit: PAGE, sort: 'name' } }, signal })));
  const opened = useAutomation(open) ?? undefined;
  const columns: Column<Automation>[] = [
    {
      header: 'Automation',
      width: '45%',
      cell: ({ _id, name }) => (
        <Anchor component={Link} to={`/automations/${encodeURIComponent(_id)}`} fw={600}>{name}</Anchor>
      ),
    },
    { header: 'On for my leads', cell: (automation) => <PreferenceSwitch automation={automation} /> },
    {
      header: 'Texts me',
      cell: ({ _id, name, userSmsNotification }) => (
        <Group gap="sm">
          <StatusBadge tone={userSmsNotification?.enabled ? 'good' : 'neutral'}>
            {userSmsNotification?.enabled ? 'On' : 'Off'}
          </StatusBadge>
          <Button size="compact-sm" variant="default" onClick={() => change({ open: _id })}
            aria-label={`Change how “${name}” texts me`}>
            Change
          </Button>
        </Group>
      ),
    },
  ];
  return (
    <Stack gap="sm" component="section" aria-labelledby="preferences">
      <Title order={2} id="preferences">My preferences</Title>
      <Text size="sm" c="dimmed">
        They count for the leads that I own. An automation can also text me whenever it sends something to one of them.
      </Text>
      {pages.error && <ErrorPanel error={pages.error} onRetry={pages.reload} />}
      {!pages.error && !pages.isLoading && pages.items.length === 0 ? (
        <EmptyState title="There are no automations yet"
          action={<Button component={Link} to="/automations/new">Create the first automation</Button>}>
          Once there is one, switch it on for your leads here.
        </EmptyState>
      ) : !pages.error && (
        <DataTable label="My preferences" columns={columns} rows={pages.items} rowKey={({ _id }) => _id}
          isLoading={pages.isLoading} />
      )}
      <LoadMore pages={pages} />
      <NotificationPanel automation={opened} onClose={() => change({ open: '' })} />
    </Stack>
  );
}

function PreferenceSwitch({ automation: { _id, name, enabled } }: { automation: Automation }) {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (on: boolean) => setEnabled(_id, on),
    onError: (error) => notifyFailed(`“${name}” was not changed`, error),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.automations }),
  });
  return (
    <Switch checked={change.isPending ? change.variables : enabled} disabled={change.isPending}
      aria-label={`“${name}” is on for my leads`} onChange={(event) => change.mutate(event.currentTarget.checked)} />
  );
}
