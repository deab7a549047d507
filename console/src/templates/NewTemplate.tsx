import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ErrorPanel } from '../shared/ErrorPanel';
import { load } from './templates';

/** Asks for the name of a new template, then opens the editor. */
export function NewTemplate({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="New template" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <NameForm onClose={onClose} />
    </Modal>
  );
}

function NameForm({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const open = useMutation({
    mutationFn: async (wanted: string) => {
      const { value } = await load(wanted, new AbortController().signal);
      if (value === undefined) {
        await navigate(`/templates/${encodeURIComponent(wanted)}`);
      }
      return value !== undefined;
    },
  });
  const isTaken = open.data === true && open.variables === name.trim();
  return (
    <form onSubmit={(event) => {
      event.preventDefault();
      if (name.trim() !== '') {
        open.mutate(name.trim());
      }
    }}>
      <Stack>
        <TextInput label="Name" description="Automations refer to the template by this name. It cannot be changed later."
          placeholder="quote-reminder" data-autofocus maxLength={200} value={name}
          error={isTaken && 'There is a template of this name already. Choose another name.'}
          onChange={(event) => setName(event.currentTarget.value)} />
        {open.isError && <ErrorPanel error={open.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" disabled={name.trim() === ''} loading={open.isPending}>Write the text</Button>
        </Group>
      </Stack>
    </form>
  );
}
