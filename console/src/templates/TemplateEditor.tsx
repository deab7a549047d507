import {
  ActionIcon, Alert, Button, Code, Grid, Group, List, Paper, Select, Stack, Textarea, TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { keys, useCatalog, usePermissions } from '../api/queries';
import type { Violation } from '../api/problem';
import { ErrorPanel } from '../shared/ErrorPanel';
import { errorAt, unplaced, violationsOf } from '../shared/field-errors';
import { NewerVersion } from '../shared/NewerVersion';
import { notifyDone } from '../shared/notify';
import { Time } from '../shared/Time';
import { isStale, useVersionedDraft, type Versioned } from '../shared/useVersionedDraft';
import { useFocusInvalid } from '../shared/useFocusInvalid';
import { useUnsavedChanges } from '../shared/useUnsavedChanges';
import { InsertVariable } from './InsertVariable';
import { PreviewPanel } from './PreviewPanel';
import classes from './templates.module.css';
import { hasContent, hasSubject, save, toBody, toDraft, type Draft, type Template } from './templates';
import { TestMessage } from './TestMessage';
import { UsedBy } from './UsedBy';
import { usePreview } from './usePreview';

export function TemplateEditor({ name, stored }: { name: string; stored: Versioned<Template | undefined> }) {
  const queries = useQueryClient();
  const { isAdmin } = usePermissions();
  const key = [...keys.templates, 'one', name];
  const { draft, setDraft, base, isChanged, newer, discard, keepMine, saved } = useVersionedDraft(stored, toDraft);
  const saving = useMutation({
    mutationFn: () => save(name, toBody(draft), base.etag),
    onSuccess: (version) => {
      saved(version.etag);
      queries.setQueryData(key, version);
      notifyDone(`“${name}” was saved. Messages have the new text from now on.`);
      return queries.invalidateQueries({ queryKey: [...keys.templates, 'list'] });
    },
    onError: (error) => isStale(error) ? queries.invalidateQueries({ queryKey: key }) : undefined,
  });
  useUnsavedChanges(isChanged && !saving.isPending);
  const preview = usePreview(name, draft);
  const refused = saving.isError && !isStale(saving.error) ? saving.error : undefined;
  const errors = preview.errors.length > 0 ? preview.errors : violationsOf(refused);
  const elsewhere = unplaced(refused, ['/channel', '/subject', '/body', '/contentSid', ...draft.contentVariables
    .map(({ name: variable }) => `/contentVariables/${variable}`)]);
  const form = useFocusInvalid(refused);
  const edit = (change: Partial<Draft>) => {
    setDraft((current) => ({ ...current, ...change }));
    if (refused) {
      saving.reset();
    }
  };

  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 6 }}>
        <Stack gap="lg">
          {newer && (
            <NewerVersion onDiscard={discard} onKeep={keepMine}
              preview={newer.value && <Code block mt="xs" className={classes.other}>{newer.value.body}</Code>}>
              {newer.value
                ? <>Version {newer.value.version} was saved <Time at={newer.value.updatedAt} relative />.</>
                : 'The template was deleted.'}
            </NewerVersion>
          )}
          <Paper p="lg" component="section" aria-label="Editor">
            <form ref={form} noValidate onSubmit={(event) => {
              event.preventDefault();
              saving.mutate();
            }}>
              <Stack>
                <Fields draft={draft} errors={errors} edit={edit} />
                {elsewhere && <ErrorPanel error={elsewhere} />}
                <Warnings of={saving.data?.value} isChanged={isChanged} />
                <Group justify="flex-end" gap="sm">
                  {isChanged && base.value && <Button variant="default" onClick={discard}>Discard changes</Button>}
                  <Button type="submit" loading={saving.isPending}
                    disabled={!isChanged || draft.body.trim() === '' || newer !== undefined}>
                    {base.value ? 'Save template' : 'Create template'}
                  </Button>
                </Group>
              </Stack>
            </form>
          </Paper>
          <UsedBy name={name} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 6 }}>
        <Stack gap="lg" className={classes.beside}>
          <PreviewPanel draft={draft} preview={preview} />
          {isAdmin && base.value && (
            <TestMessage name={name} channel={preview.channel} variables={preview.lead} isChanged={isChanged} />
          )}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function Fields({ draft, errors, edit }: {
  draft: Draft; errors: readonly Violation[]; edit: (change: Partial<Draft>) => void;
}) {
  const catalog = useCatalog().data;
  const text = useRef<HTMLTextAreaElement>(null);
  const insert = (variable: string) => {
    const start = text.current?.selectionStart ?? draft.body.length;
    const end = text.current?.selectionEnd ?? start;
    const inserted = `{{${variable}}}`;
    edit({ body: draft.body.slice(0, start) + inserted + draft.body.slice(end) });
    requestAnimationFrame(() => {
      text.current?.focus();
      text.current?.setSelectionRange(start + inserted.length, start + inserted.length);
    });
  };
  return (
    <>
      <Select label="Channel" description={draft.channel === '' ? 'Each automation chooses one.' : undefined} allowDeselect={false}
        value={draft.channel} error={errorAt(errors, '/channel')}
        onChange={(channel) => edit({ channel: (channel ?? '') as Draft['channel'] })}
        data={[{ value: '', label: 'Any channel' },
          ...(catalog?.channels ?? []).map(({ channel, label }) => ({ value: channel, label }))]} />
      {hasSubject(draft.channel) && (
        <TextInput label="Subject" description={draft.channel === '' ? 'Used for e-mail only.' : undefined}
          value={draft.subject} maxLength={998} error={errorAt(errors, '/subject')}
          onChange={(event) => edit({ subject: event.currentTarget.value })} />
      )}
      <div>
        <Textarea ref={text} label="Text" autosize minRows={6} maxRows={24} maxLength={20000} required
          description={draft.channel === 'email'
            ? 'HTML. Variables such as {{firstName}} are replaced for each lead.'
            : 'Variables such as {{firstName}} are replaced for each lead.'}
          value={draft.body} error={errorAt(errors, '/body')}
          onChange={(event) => edit({ body: event.currentTarget.value })} />
        <InsertVariable onInsert={insert} />
      </div>
      {hasContent(draft.channel) && <ContentFields draft={draft} errors={errors} edit={edit} />}
    </>
  );
}

/** The template that WhatsApp has approved, and what its variables are filled with. */
function ContentFields({ draft, errors, edit }: {
  draft: Draft; errors: readonly Violation[]; edit: (change: Partial<Draft>) => void;
}) {
  const change = (index: number, row: Partial<Draft['contentVariables'][number]>) =>
    edit({ contentVariables: draft.contentVariables.map((old, at) => (at === index ? { ...old, ...row } : old)) });
  return (
    <>
      <TextInput label="Approved WhatsApp template"
        description="The content SID at Twilio. It is sent in place of the text, also when the lead has not written for
          24 hours."
        placeholder="HX0123456789abcdef0123456789abcdef" value={draft.contentSid}
        error={errorAt(errors, '/contentSid')} onChange={(event) => edit({ contentSid: event.currentTarget.value })} />
      {draft.contentSid !== '' && (
        <Stack gap="xs" role="group" aria-label="Variables of the approved template">
          {draft.contentVariables.map(({ name, value }, index) => (
            <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
              <TextInput w={96} placeholder="1" aria-label={`Name of variable ${index + 1}`} value={name}
                onChange={(event) => change(index, { name: event.currentTarget.value })} />
              <TextInput flex={1} placeholder="{{firstName}}" aria-label={`Value of variable ${index + 1}`} value={value}
                error={errorAt(errors, `/contentVariables/${name}`)}
                onChange={(event) => change(index, { value: event.currentTarget.value })} />
              <ActionIcon variant="subtle" color="gray" c="var(--mantine-color-text)" size={36}
                aria-label={`Remove variable ${index + 1}`}
                onClick={() => edit({ contentVariables: draft.contentVariables.filter((_, at) => at !== index) })}>
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <Group>
            <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => edit({
                contentVariables: [...draft.contentVariables,
                  { name: String(draft.contentVariables.length + 1), value: '' }],
              })}>
              Add a variable
            </Button>
          </Group>
        </Stack>
      )}
    </>
  );
}

/** What the API remarked when the template was saved, until it is edited again. */
function Warnings({ of, isChanged }: { of: Template | undefined; isChanged: boolean }) {
  if (!of?.warnings || isChanged) {
    return null;
  }
  return (
    <Alert color="yellow" title="Saved, with remarks">
      <List size="sm">
        {of.warnings.map((warning, index) => <List.Item key={index}>{warning.message}</List.Item>)}
      </List>
    </Alert>
  );
}

