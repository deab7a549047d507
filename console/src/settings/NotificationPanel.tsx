import { Button, Group, Modal, Stack, Switch, TagsInput, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap } from '../api/client';
import { keys, useMe } from '../api/queries';
import type { Automation } from '../automations/automations';
import { ErrorPanel } from '../shared/ErrorPanel';
import { errorAt, unplaced, violationsOf } from '../shared/field-errors';
import { notifyDone } from '../shared/notify';

/** The SMS to the user's own phones whenever the automation fires for one of the user's leads. */
export function NotificationPanel({ automation, onClose }: {
  automation: Automation | undefined; onClose: () => void;
}) {
  return (
    <Modal opened={automation !== undefined} onClose={onClose} title={`Text me when “${automation?.name ?? ''}” fires`}
      closeButtonProps={{ 'aria-label': 'Close' }}>
      {automation && <NotificationForm automation={automation} onClose={onClose} />}
    </Modal>
  );
}

function NotificationForm({ automation: { _id, name, userSmsNotification }, onClose }: {
  automation: Automation; onClose: () => void;
}) {
  const queries = useQueryClient();
  const phone = useMe().data?.profile.phone;
  const [enabled, setEnabled] = useState(userSmsNotification?.enabled ?? false);
  const [phoneNumbers, setPhoneNumbers] = useState(userSmsNotification?.phoneNumbers ?? (phone ? [phone] : []));
  const [message, setMessage] = useState(userSmsNotification?.message ?? '');
  const save = useMutation({
    mutationFn: () => unwrap(api.PATCH('/api/automations/{id}/preference', {
      params: { path: { id: _id } },
      body: { userSmsNotification: { enabled, phoneNumbers, message: message === '' ? null : message } },
    })),
    onSuccess: () => {
      notifyDone(`“${name}” ${enabled ? 'texts you from now on.' : 'does not text you.'}`);
      onClose();
      return queries.invalidateQueries({ queryKey: keys.automations });
    },
  });
  const errorOf = (field: string) => errorAt(violationsOf(save.error), `/userSmsNotification/${field}`);
  const elsewhere = unplaced(save.error, ['/userSmsNotification/phoneNumbers', '/userSmsNotification/message']);
  return (
    <form noValidate onSubmit={(event) => {
      event.preventDefault();
      save.mutate();
    }}>
      <Stack>
        <Switch label="Text me" checked={enabled} data-autofocus
          onChange={(event) => setEnabled(event.currentTarget.checked)} />
        <TagsInput label="Phone numbers" description="Press Enter after each." value={phoneNumbers} maxTags={20}
          placeholder={phoneNumbers.length === 0 ? '+14155551234' : undefined} splitChars={[',', ';', ' ']}
          error={errorOf('phoneNumbers')} onChange={setPhoneNumbers} />
        <Textarea label="Text" description="Variables such as {{firstName}} are those of the lead." autosize minRows={3}
          maxLength={1600} placeholder="A follow-up went to {{firstName}}." value={message} error={errorOf('message')}
          onChange={(event) => setMessage(event.currentTarget.value)} />
        <Text size="sm" c="dimmed">The texts go to you only, and do not count as messages to the lead.</Text>
        {elsewhere && <ErrorPanel error={elsewhere} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" loading={save.isPending}>Save</Button>
        </Group>
      </Stack>
    </form>
  );
}
