import { Button, Group, Paper, Radio, Stack, Textarea, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap, type Schemas } from '../api/client';
import { keys } from '../api/queries';
import { ErrorPanel } from '../shared/ErrorPanel';
import { notifyDone } from '../shared/notify';
import { useRefreshSoon } from '../shared/useRefreshSoon';

type State = Schemas['Resolution']['state'];

/** Records what became of a message whose result is unknown. */
export function ResolveForm({ messageId }: { messageId: string }) {
  const refresh = useRefreshSoon();
  const [state, setState] = useState<State>('SENT');
  const [comment, setComment] = useState('');
  const [isChecked, setChecked] = useState(false);
  const resolve = useMutation({
    mutationFn: () => unwrap(api.POST('/api/messages/{id}/resolve', {
      params: { path: { id: messageId } }, body: { state, comment: comment.trim() },
    })),
    onSuccess: () => {
      notifyDone('The result was recorded.');
      refresh(keys.messages, keys.timeline, keys.health);
    },
  });
  const isMissing = comment.trim() === '';
  return (
    <Paper p="md" component="form" aria-labelledby="resolve" noValidate onSubmit={(event) => {
      event.preventDefault();
      setChecked(true);
      if (!isMissing) {
        resolve.mutate();
      }
    }}>
      <Stack gap="sm">
        <Title order={3} id="resolve">Resolve</Title>
        <Radio.Group label="Result" value={state} onChange={(chosen) => setState(chosen as State)}>
          <Group mt={4} gap="lg">
            <Radio value="SENT" label="It was sent" />
            <Radio value="FAILED" label="It was not sent" />
          </Group>
        </Radio.Group>
        <Textarea label="Comment" description="How it is known, for example from the provider’s log." required
          maxLength={500} autosize minRows={2} value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          error={isChecked && isMissing ? 'Say how it is known.' : undefined} />
        {resolve.error && <ErrorPanel error={resolve.error} />}
        <Group>
          <Button type="submit" variant="default" loading={resolve.isPending}>Resolve message</Button>
        </Group>
      </Stack>
    </Paper>
  );
}
