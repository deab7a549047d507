import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap, type Schemas } from '../api/client';
import { keys } from '../api/queries';
import { ErrorPanel } from '../shared/ErrorPanel';

interface CreateTemplateProps {
  /** The name of the template to create; the dialog is closed without one. */
  name: string | undefined;
  channel: Schemas['Channel'];
  onClose: () => void;
  onCreated: (name: string) => void;
}

/** Creates a template without leaving the automation that needs it. */
export function CreateTemplate({ name, channel, onClose, onCreated }: CreateTemplateProps) {
  return (
    <Modal opened={name !== undefined} onClose={onClose} title={`New template “${name ?? ''}”`} size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}>
      {name !== undefined && <Form name={name} channel={channel} onClose={onClose} onCreated={onCreated} />}
    </Modal>
  );
}

function Form({ name, channel, onClose, onCreated }: CreateTemplateProps & { name: string }) {
  const queries = useQueryClient();
  const [subject, setSubject] = useState('');
  const [body, setBody] = useState('');
  const create = useMutation({
    mutationFn: () => unwrap(api.PUT('/api/templates/{name}', {
      params: { path: { name }, header: { 'If-None-Match': '*' } },
      body: { channel, body, ...(channel === 'email' && subject !== '' ? { subject } : {}) },
    })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.templates });
      onCreated(name);
    },
  });
  return (
    <Stack>
      {channel === 'email' && (
        <TextInput label="Subject" value={subject} onChange={(event) => setSubject(event.currentTarget.value)} />
      )}
      <Textarea label="Text" data-autofocus autosize minRows={4} maxRows={12} value={body}
        description="Variables such as {{firstName}} are replaced for each lead."
        onChange={(event) => setBody(event.currentTarget.value)} />
      {create.isError && <ErrorPanel error={create.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>Cancel</Button>
        <Button loading={create.isPending} onClick={() => create.mutate()}>Create template</Button>
      </Group>
    </Stack>
  );
}
