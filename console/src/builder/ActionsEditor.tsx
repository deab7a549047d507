import { ActionIcon, Button, Group, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { api, unwrap } from '../api/client';
import { keys, useCatalog } from '../api/queries';
import { CreateTemplate } from './CreateTemplate';
import type { Action } from './draft';
import { PartRemarks, useField, Warnings } from './fields';
import classes from './builder.module.css';

interface ActionsProps {
  actions: Action[];
  /** The place of the list in the automation. */
  pointer: string;
  onChange: (actions: Action[]) => void;
}

/** The messages that a follow-up sends: each a template on a channel. */
export function ActionsEditor({ actions, pointer, onChange }: ActionsProps) {
  const addId = useId();
  const remove = (index: number) => {
    onChange(actions.filter((_, other) => other !== index));
    document.getElementById(addId)?.focus();
  };
  return (
    <>
      {actions.map((action, index) => (
        <div key={index} className={classes.row}>
          <ActionEditor action={action} pointer={`${pointer}/${index}`}
            onChange={(changed) => onChange(actions.map((other, at) => (at === index ? changed : other)))} />
          <ActionIcon variant="subtle" size={36} c="var(--mantine-color-text)" color="gray"
            aria-label={`Remove message ${index + 1}`} onClick={() => remove(index)}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <PartRemarks pointer={pointer} />
      <Group>
        <Button id={addId} variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...actions, { template: '', channel: actions.at(-1)?.channel ?? 'sms' }])}>
          Add message
        </Button>
      </Group>
    </>
  );
}

/** All templates of the organization, which are read page by page. */
function useTemplateNames(): string[] {
  const query = useInfiniteQuery({
    queryKey: [...keys.templates, 'names'],
    queryFn: ({ pageParam, signal }) => unwrap(api.GET('/api/templates', {
      params: { query: { limit: 100, cursor: pageParam } }, signal,
    })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  if (query.hasNextPage && !query.isFetchingNextPage && !query.isError) {
    void query.fetchNextPage();
  }
  return query.data?.pages.flatMap((page) => page.items.map(({ name }) => name)) ?? [];
}

interface ActionProps {
  action: Action;
  pointer: string;
  onChange: (action: Action) => void;
}

function ActionEditor({ action, pointer, onChange }: ActionProps) {
  const channels = useCatalog().data?.channels;
  const names = useTemplateNames();
  const [search, setSearch] = useState(action.template);
  const [created, setCreated] = useState<string>();
  const template = useField(`${pointer}/template`);
  const channel = useField(`${pointer}/channel`);
  const typed = search.trim();
  const offersTyped = typed !== '' && !names.includes(typed);
  const known = action.template && !names.includes(action.template) ? [...names, action.template] : names;
  return (
    <div>
      <div className={classes.line}>
        <Select {...template} aria-label="Template" className={classes.grow} searchable placeholder="Choose or type a name"
          value={action.template || null} searchValue={search} onSearchChange={setSearch} allowDeselect={false}
          data={[
            ...known.map((name) => ({ value: name, label: name })),
            ...(offersTyped && !known.includes(typed) ? [{ value: `+${typed}`, label: `Create template “${typed}”` }] : []),
          ]}
          nothingFoundMessage="Type a name to create a template"
          onChange={(value) => {
            if (value?.startsWith('+')) {
              setCreated(value.slice(1));
            } else {
              onChange({ ...action, template: value ?? '' });
            }
          }} />
        <span className={classes.word}>on</span>
        <Select {...channel} aria-label="Channel" w={136} allowDeselect={false} value={action.channel}
          data={channels?.map(({ channel: value, label }) => ({ value, label })) ?? [action.channel]}
          onChange={(value) => onChange({ ...action, channel: value as Action['channel'] })} />
      </div>
      <Warnings pointer={`${pointer}/template`} />
      {action.template !== '' && !names.includes(action.template) && names.length > 0 && (
        <Button variant="transparent" size="compact-sm" p={0} onClick={() => setCreated(action.template)}>
          Create template “{action.template}”
        </Button>
      )}
      <CreateTemplate name={created} channel={action.channel} onClose={() => setCreated(undefined)}
        onCreated={(name) => {
          setCreated(undefined);
          setSearch(name);
          onChange({ ...action, template: name });
        }} />
    </div>
  );
}
