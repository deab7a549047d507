import { Alert, Button, FileInput, Group, List, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconFileUpload, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, usePermissions } from '../api/queries';
import { DataTable, type Column } from '../shared/DataTable';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Filters } from '../shared/Filters';
import { LoadMore } from '../shared/LoadMore';
import { notifyDone } from '../shared/notify';
import { Screen } from '../shared/Screen';
import { TextFilter } from '../shared/TextFilter';
import { Time } from '../shared/Time';
import { useCursorPages } from '../shared/useCursorPages';
import { useUrlState } from '../shared/useUrlState';
import { SettingsTabs } from './SettingsTabs';

type Suppression = Schemas['Suppression'];

const PAGE = 50;
const filters = { find: '', kind: '' };
const defaults = { ...filters, open: '' };
const key = [...keys.organization, 'suppressions'];
const kinds = [{ value: 'phone', label: 'Phone numbers' }, { value: 'email', label: 'E-mail addresses' }];
const sources: Record<Schemas['SuppressionSource'], string> = { LEAD: 'The lead', USER: 'A user', IMPORT: 'An import' };
const leadsOf = (count: number) => `${count.toLocaleString('en')} known ${count === 1 ? 'lead has' : 'leads have'}`;

export function SuppressionsScreen() {
  const [state, change] = useUrlState(defaults);
  const [lifted, setLifted] = useState<Suppression>();
  const { isAdmin } = usePermissions();
  const pages = useCursorPages<Suppression>([...key, state.find, state.kind], (cursor, signal) =>
    unwrap(api.GET('/api/suppressions', {
      params: {
        query: {
          search: state.find || undefined,
          channel: (state.kind || undefined) as Schemas['AddressKind'] | undefined,
          cursor,
          limit: PAGE,
        },
      },
      signal,
    })));
  const close = () => change({ open: '' });

  const columns: Column<Suppression>[] = [
    { header: 'Address', width: '35%', cell: ({ address }) => <Text size="sm" fw={600}>{address}</Text> },
    { header: 'Opted out by', cell: ({ source, by }) => <>{sources[source]}{by && <Text size="sm" c="dimmed">{by}</Text>}</> },
    { header: 'Since', cell: ({ at }) => <Time at={at} /> },
    {
      header: 'Actions',
      hideHeader: true,
      cell: (suppression) => (suppression.source !== 'LEAD' || isAdmin) && (
        <Button size="compact-sm" variant="default" aria-label={`Remove ${suppression.address}`}
          onClick={() => setLifted(suppression)}>
          Remove
        </Button>
      ),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => change({ open: 'add' })}>
      Add an address
    </Button>
  );

  return (
    <Screen title="Suppressed addresses" description="Nothing is sent to these addresses, whichever lead has them."
      actions={(
        <>
          <Button variant="default" leftSection={<IconFileUpload size={16} aria-hidden />}
            onClick={() => change({ open: 'import' })}>
            Import a file
          </Button>
          {add}
        </>
      )}>
      <SettingsTabs />
      <Filters label="Filter suppressed addresses">
        <TextFilter label="Find" placeholder="Start of a phone number or e-mail address" value={state.find}
          onChange={(find) => change({ find })} />
        <Select label="Kind" allowDeselect={false} value={state.kind} onChange={(kind) => change({ kind: kind ?? '' })}
          data={[{ value: '', label: 'All addresses' }, ...kinds]} />
      </Filters>
      {pages.error && <ErrorPanel error={pages.error} onRetry={pages.reload} />}
      {!pages.error && !pages.isLoading && pages.items.length === 0 ? (
        <NoSuppressions isFiltered={state.find !== '' || state.kind !== ''} add={add}
          onShowAll={() => change(filters)} />
      ) : (
        <DataTable label="Suppressed addresses" columns={columns} rows={pages.items}
          rowKey={({ kind, address }) => `${kind} ${address}`} isLoading={pages.isLoading} isStale={pages.isStale} />
      )}
      <LoadMore pages={pages} />
      <Modal opened={state.open === 'add'} onClose={close} title="Suppress an address"
        closeButtonProps={{ 'aria-label': 'Close' }}>
        <AddForm onClose={close} />
      </Modal>
      <Modal opened={state.open === 'import'} onClose={close} title="Import addresses"
        closeButtonProps={{ 'aria-label': 'Close' }}>
        <ImportForm onClose={close} />
      </Modal>
      <Modal opened={lifted !== undefined} onClose={() => setLifted(undefined)}
        title={`Send to ${lifted?.address ?? ''} again?`} closeButtonProps={{ 'aria-label': 'Close' }}>
        {lifted && <LiftForm suppression={lifted} onClose={() => setLifted(undefined)} />}
      </Modal>
    </Screen>
  );
}

function NoSuppressions({ isFiltered, add, onShowAll }: {
  isFiltered: boolean; add: ReactNode; onShowAll: () => void;
}) {
  if (isFiltered) {
    return (
      <EmptyState title="No suppressed address begins so"
        action={<Button variant="default" onClick={onShowAll}>Show all addresses</Button>}>
        Messages are sent to an address that is not in the list, unless its lead has opted out.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No address is suppressed" action={add}>
      An address is added when a lead opts out. Add those who asked you in another way, or import a list.
    </EmptyState>
  );
}

function AddForm({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [channel, setChannel] = useState<Schemas['AddressKind']>('phone');
  const [address, setAddress] = useState('');
  const add = useMutation({
    mutationFn: () => unwrap(api.PUT('/api/suppressions/{channel}/{address}', {
      params: { path: { channel, address: address.trim() } },
    })),
    onSuccess: ({ suppression, leads }) => {
      notifyDone(`${suppression.address} is suppressed. ${leadsOf(leads)} this address.`);
      onClose();
      return queries.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <form noValidate onSubmit={(event) => {
      event.preventDefault();
      add.mutate();
    }}>
      <Stack>
        <Select label="Kind" allowDeselect={false} value={channel}
          onChange={(kind) => setChannel(kind === 'email' ? 'email' : 'phone')}
          data={[{ value: 'phone', label: 'Phone number' }, { value: 'email', label: 'E-mail address' }]} />
        <TextInput label="Address" data-autofocus value={address} onChange={(event) => setAddress(event.currentTarget.value)}
          placeholder={channel === 'phone' ? '+14155550100' : 'name@example.com'} />
        {add.isError && <ErrorPanel error={add.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" disabled={address.trim() === ''} loading={add.isPending}>Suppress address</Button>
        </Group>
      </Stack>
    </form>
  );
}

function LiftForm({ suppression: { kind, address, source }, onClose }: {
  suppression: Suppression; onClose: () => void;
}) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const needsReason = source === 'LEAD';
  const lift = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/suppressions/{channel}/{address}', {
      params: { path: { channel: kind, address }, query: reason.trim() === '' ? {} : { reason: reason.trim() } },
    })),
    onSuccess: ({ leads }) => {
      notifyDone(`${address} can receive messages again. ${leadsOf(leads)} this address.`);
      onClose();
      return queries.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <form noValidate onSubmit={(event) => {
      event.preventDefault();
      lift.mutate();
    }}>
      <Stack>
        <Text size="sm">
          {needsReason
            ? 'The person asked to receive nothing. Continue only if the person asked to be contacted again.'
            : 'Each known lead with this address is opted in.'}
        </Text>
        <Textarea label="Reason" required={needsReason} data-autofocus maxLength={500} autosize minRows={2} value={reason}
          placeholder="Asked by phone to be contacted again" onChange={(event) => setReason(event.currentTarget.value)} />
        {lift.isError && <ErrorPanel error={lift.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" color="red" loading={lift.isPending} disabled={needsReason && reason.trim() === ''}>
            Remove from the list
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ImportForm({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const run = useMutation({
    mutationFn: (chosen: File) => unwrap(api.POST('/api/suppressions/import', {
      // The schema of a file is a text; the bytes are sent as they are.
      body: chosen as unknown as string,
      bodySerializer: (body: unknown) => body as Blob,
      headers: { 'Content-Type': 'application/octet-stream' },
    })),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
  if (run.data) {
    const { suppressed, invalid, leads, errors } = run.data;
    return (
      <Stack>
        <Text size="sm" role="status">
          {suppressed.toLocaleString('en')} {suppressed === 1 ? 'address is' : 'addresses are'} suppressed. {leadsOf(leads)}
          {' '}one of them.
        </Text>
        {invalid > 0 && (
          <Alert color="yellow" title={`${invalid.toLocaleString('en')} invalid ${invalid === 1 ? 'line' : 'lines'}`}>
            <List size="sm">
              {errors.map(({ line, message }) => <List.Item key={line}>Line {line}: {message}</List.Item>)}
            </List>
          </Alert>
        )}
        <Group justify="flex-end"><Button onClick={onClose}>Done</Button></Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={(event) => {
      event.preventDefault();
      if (file) {
        run.mutate(file);
      }
    }}>
      <Stack>
        <FileInput label="File" accept=".csv,.ndjson,.jsonl,text/csv,application/x-ndjson" value={file} onChange={setFile}
          clearable clearButtonProps={{ 'aria-label': 'Remove the file' }} placeholder="Choose a file"
          description="CSV with the header channel,address, or one JSON object in each line. At most 10,000 entries." />
        {run.isError && <ErrorPanel error={run.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" disabled={!file} loading={run.isPending}>Import addresses</Button>
        </Group>
      </Stack>
    </form>
  );
}
