import { Alert, Button, Code, Group, Loader, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap, type Schemas } from '../api/client';
import { keys } from '../api/queries';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Fact, Facts } from '../shared/Facts';
import { notifyDone } from '../shared/notify';
import { Panel } from '../shared/Panel';
import { Time } from '../shared/Time';
import { DeadLetterReason } from './DeadLetterReason';
import classes from './DeadLetterPanel.module.css';
import { indentJson, jsonObjectProblem } from './json-text';
import { position } from './reason';

type DeadLetter = Schemas['DeadLetter'];

/** One dead letter: why, where, the original, and its replay. Closed without an id. */
export function DeadLetterPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.deadLetters, 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/dead-letters/{id}', { params: { path: { id } }, signal })),
    enabled: id !== '',
  });
  return (
    <Panel title="Dead letter" isOpen={id !== ''} onClose={onClose}>
      {error && <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {data
        ? <Content key={data.id} letter={data} onClose={onClose} />
        : !error && <Loader role="status" aria-label="Loading" />}
    </Panel>
  );
}

function Content({ letter, onClose }: { letter: DeadLetter; onClose: () => void }) {
  const isText = letter.value !== null && letter.valueEncoding === undefined;
  return (
    <Stack>
      <Alert color="red" title="Why it could not be processed">
        <Text size="sm" className={classes.text}><DeadLetterReason reason={letter.reason} /></Text>
      </Alert>
      <Facts>
        <Fact term="Topic">{letter.topic}</Fact>
        <Fact term="Position">{position(letter)}</Fact>
        <Fact term="Key">{letter.key === null ? 'None' : `${letter.key}${letter.keyEncoding ? ' (base64)' : ''}`}</Fact>
        <Fact term="Organization">{letter.organizationId ?? 'Could not be read'}</Fact>
        <Fact term="Record written"><Time at={letter.timestamp} none="Not known" /></Fact>
        <Fact term="Rejected"><Time at={letter.at} /></Fact>
        <Fact term="Replayed">
          <Time at={letter.replayedAt} none="Not yet" />{letter.replayedBy && ` by ${letter.replayedBy}`}
        </Fact>
      </Facts>
      {letter.cut && (
        <Alert color="yellow" title="Only the first part was stored">
          The record was too large to keep. It cannot be replayed from here; let its producer send it again.
        </Alert>
      )}
      {isText && !letter.cut
        ? <Editor letter={letter} text={letter.value ?? ''} onClose={onClose} />
        : <Original letter={letter} onClose={onClose} />}
    </Stack>
  );
}

/** A value that cannot be edited: none, bytes that are no text, or a part. */
function Original({ letter, onClose }: { letter: DeadLetter; onClose: () => void }) {
  const replay = useReplay(letter, onClose);
  return (
    <>
      <Title order={3}>Original value</Title>
      {letter.valueEncoding && <Text size="sm" c="dimmed">The bytes are no text. They are shown in base64.</Text>}
      {letter.value === null
        ? <Text size="sm">The record has no value.</Text>
        : <Code block className={classes.original} tabIndex={0} aria-label="Original value">{letter.value}</Code>}
      {replay.isError && <ErrorPanel error={replay.error} />}
      {!letter.cut && (
        <Group justify="flex-end">
          <Button loading={replay.isPending} onClick={() => replay.mutate(undefined)}>Replay unchanged</Button>
        </Group>
      )}
    </>
  );
}

function Editor({ letter, text, onClose }: { letter: DeadLetter; text: string; onClose: () => void }) {
  const original = indentJson(text);
  const [value, setValue] = useState(original);
  const problem = jsonObjectProblem(value);
  const isChanged = value !== original;
  const replay = useReplay(letter, onClose);
  return (
    <>
      <Textarea label="Value" description="Correct the record here. The original stays stored." autosize minRows={8}
        maxRows={24} spellCheck={false} value={value} error={problem} classNames={{ input: classes.editor }}
        onChange={(event) => setValue(event.currentTarget.value)} />
      {replay.isError && <ErrorPanel error={replay.error} />}
      <Group justify="space-between">
        <div>
          {isChanged && <Button variant="subtle" px="xs" onClick={() => setValue(original)}>Undo changes</Button>}
        </div>
        <Group gap="sm">
          <Button variant="default" loading={replay.isPending} onClick={() => replay.mutate(undefined)}>
            Replay unchanged
          </Button>
          <Button loading={replay.isPending} disabled={!isChanged || problem !== undefined}
            onClick={() => replay.mutate(value)}>
            Replay with my changes
          </Button>
        </Group>
      </Group>
    </>
  );
}

type EditedField = keyof Schemas['EditedDeadLetter'];

/** Replays the original, or an edited value in its place: as it was written, so that no number loses digits. */
function useReplay({ id }: DeadLetter, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation<unknown, Error, string | undefined>({
    mutationFn: (edited) => edited === undefined
      ? unwrap(api.POST('/api/dead-letters/{id}/replay', { params: { path: { id } } }))
      : unwrap(api.POST('/api/dead-letters/{id}/replay', {
        params: { path: { id } }, body: {}, bodySerializer: () => `{"${'value' satisfies EditedField}":${edited}}`,
      })),
    onSuccess: () => {
      notifyDone('The record was appended again. If it still cannot be processed, it becomes another dead letter.');
      onDone();
      return queries.invalidateQueries({ queryKey: keys.deadLetters });
    },
  });
}
