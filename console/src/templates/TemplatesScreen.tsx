import { ActionIcon, Anchor, Button, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api, unwrap } from '../api/client';
import { keys, useCatalog } from '../api/queries';
import { DataTable, type Column } from '../shared/DataTable';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Filters } from '../shared/Filters';
import { LoadMore } from '../shared/LoadMore';
import { Screen } from '../shared/Screen';
import { TextFilter } from '../shared/TextFilter';
import { Time } from '../shared/Time';
import { useCursorPages } from '../shared/useCursorPages';
import { useUrlState } from '../shared/useUrlState';
import { NewTemplate } from './NewTemplate';
import type { Template } from './templates';
import { useDeleteTemplate } from './useDeleteTemplate';

const PAGE = 50;
const defaults = { find: '', new: '' };

export function TemplatesScreen() {
  const [state, change] = useUrlState(defaults);
  const catalog = useCatalog().data;
  const remove = useDeleteTemplate();
  const pages = useCursorPages<Template>([...keys.templates, 'list', state.find], (cursor, signal) =>
    unwrap(api.GET('/api/templates', {
      params: { query: { search: state.find || undefined, cursor, limit: PAGE } }, signal,
    })));

  const columns: Column<Template>[] = [
    {
      header: 'Name',
      width: '25%',
      cell: ({ name }) => (
        <Anchor component={Link} to={`/templates/${encodeURIComponent(name)}`} fw={600}>{name}</Anchor>
      ),
    },
    {
      header: 'Channel',
      width: 128,
      cell: ({ channel }) => channel
        ? catalog?.channels.find((known) => known.channel === channel)?.label ?? channel
        : 'Any channel',
    },
    { header: 'Text', width: '50%', cell: ({ body }) => <Text size="sm" lineClamp={2}>{body}</Text> },
    { header: 'Changed', width: 160, cell: ({ updatedAt }) => <Time at={updatedAt} relative /> },
    {
      header: 'Actions',
      hideHeader: true,
      cell: ({ name }) => (
        <ActionIcon variant="subtle" color="gray" c="var(--mantine-color-text)" aria-label={`Delete “${name}”`}
          disabled={remove.isPending} onClick={() => void remove.ask(name)}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      ),
    },
  ];
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => change({ new: 'yes' })}>
      New template
    </Button>
  );

  return (
    <Screen title="Templates" description="The texts that automations send." actions={create}>
      <Filters label="Filter templates">
        <TextFilter label="Find" placeholder="Start of the name" value={state.find}
          onChange={(find) => change({ find })} />
      </Filters>
      {pages.error && <ErrorPanel error={pages.error} onRetry={pages.reload} />}
      {!pages.error && !pages.isLoading && pages.items.length === 0 ? (
        <NoTemplates isFiltered={state.find !== ''} create={create} onShowAll={() => change({ find: '' })} />
      ) : (
        <DataTable label="Templates" columns={columns} rows={pages.items} rowKey={({ name }) => name}
          isLoading={pages.isLoading} isStale={pages.isStale} />
      )}
      <LoadMore pages={pages} />
      <NewTemplate isOpen={state.new !== ''} onClose={() => change({ new: '' })} />
    </Screen>
  );
}

function NoTemplates({ isFiltered, create, onShowAll }: {
  isFiltered: boolean; create: ReactNode; onShowAll: () => void;
}) {
  if (isFiltered) {
    return (
      <EmptyState title="No template has a name that begins so"
        action={<Button variant="default" onClick={onShowAll}>Show all templates</Button>}>
        Change what you look for, or remove it.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="There are no templates yet" action={create}>
      Write the first text, such as “Hi {'{{firstName}}'}, may we call you today?”. An automation sends it by its name.
    </EmptyState>
  );
}
