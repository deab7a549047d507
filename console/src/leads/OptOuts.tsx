import { Button, Group, Modal, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, usePermissions } from '../api/queries';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Time } from '../shared/Time';
import { useConfirm } from '../shared/confirm';
import { notifyDone, notifyFailed } from '../shared/notify';
import { useRefreshSoon } from '../shared/useRefreshSoon';
import { leadName, type Lead } from './leads';
import classes from './leads.module.css';

type Kind = Schemas['AddressKind'];
type OptOut = Schemas['OptOut'];

const kinds: readonly { kind: Kind; label: string; covers: string }[] = [
  { kind: 'phone', label: 'Phone', covers: 'SMS and WhatsApp' },
  { kind: 'email', label: 'E-mail', covers: 'e-mail' },
];

/** What the lead receives no messages on, since when and by whom; each can be changed. */
export function OptOuts({ lead }: { lead: Lead }) {
  return (
    <Paper component="section" p="md" aria-labelledby="opt-outs">
      <Stack gap="sm">
        <Title order={2} id="opt-outs">Opt-outs</Title>
        {kinds.map(({ kind, label, covers }) => (
          <div key={kind} className={classes.optOut}>
            <State lead={lead} kind={kind} label={label} covers={covers} />
          </div>
        ))}
      </Stack>
    </Paper>
  );
}

function State({ lead, kind, label, covers }: { lead: Lead; kind: Kind; label: string; covers: string }) {
  const confirm = useConfirm();
  const refresh = useRefreshSoon();
  const optOut = lead.optOuts.find(({ channel }) => channel === kind);
  const record = useMutation({
    mutationFn: () => unwrap(api.PUT('/api/leads/{id}/opt-outs/{channel}', {
      params: { path: { id: lead.leadId, channel: kind } },
    })),
    onSuccess: () => {
      notifyDone('The opt-out was recorded.');
      refresh(keys.leads, keys.timeline, keys.decisions);
    },
    onError: (error) => notifyFailed('The opt-out was not recorded', error),
  });
  const askAndRecord = async () => {
    if (await confirm({
      title: `Opt ${leadName(lead)} out of ${covers}?`,
      body: `Nothing is sent to this ${kind === 'phone' ? 'phone number' : 'e-mail address'} from now on, also where`
        + ' another lead has it. Waiting follow-ups that cannot be sent on another channel are cancelled. The opt-out is'
        + ' recorded with your user id.',
      confirm: 'Opt out',
    })) {
      record.mutate();
    }
  };
  if (optOut) {
    return (
      <>
        <div>
          <Text size="sm" fw={500}>{label}: opted out</Text>
          <Text size="sm" c="dimmed">
            <Time at={optOut.at} />, by {optOut.by === null ? 'the lead' : optOut.by}
          </Text>
        </div>
        <Lift lead={lead} optOut={optOut} label={label} covers={covers} />
      </>
    );
  }
  return (
    <>
      <div>
        <Text size="sm" fw={500}>{label}: not opted out</Text>
        <Text size="sm" c="dimmed">Receives {covers}</Text>
      </div>
      <Button size="compact-sm" variant="default" loading={record.isPending} onClick={() => void askAndRecord()}
        aria-label={`Opt out of ${covers}`}>
        Opt out
      </Button>
    </>
  );
}

/** Lifts an opt-out: one that the lead sent only by an admin and with a reason. */
function Lift({ lead, optOut, label, covers }: { lead: Lead; optOut: OptOut; label: string; covers: string }) {
  const { isAdmin } = usePermissions();
  const refresh = useRefreshSoon();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [isChecked, setChecked] = useState(false);
  const isByLead = optOut.by === null;
  const isMissing = isByLead && reason.trim() === '';
  const lift = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/leads/{id}/opt-outs/{channel}', {
      params: {
        path: { id: lead.leadId, channel: optOut.channel }, query: { reason: reason.trim() || undefined },
      },
    })),
    onSuccess: () => {
      notifyDone('The opt-out was lifted.');
      setOpen(false);
      refresh(keys.leads, keys.timeline, keys.decisions);
    },
  });
  if (isByLead && !isAdmin) {
    return <Text size="sm" c="dimmed">Only an admin can lift it.</Text>;
  }
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}
        aria-label={`Lift opt-out: ${label}`}>Lift</Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={`Let ${leadName(lead)} receive ${covers} again?`}
        centered closeButtonProps={{ 'aria-label': 'Close' }}>
        <form noValidate onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (!isMissing) {
            lift.mutate();
          }
        }}>
          <Stack>
            <Text size="sm">
              {isByLead ? 'The lead asked to receive nothing. Lift the opt-out only if the lead asked for it.'
                : 'Messages can be sent to the lead again.'}
            </Text>
            <Textarea label="Reason" required={isByLead} maxLength={500} autosize minRows={2} data-autofocus
              description="It is kept with the opt-out, for example “Asked by phone to be contacted again”."
              value={reason} onChange={(event) => setReason(event.currentTarget.value)}
              error={isChecked && isMissing ? 'Say why the opt-out is lifted.' : undefined} />
            {lift.error && <ErrorPanel error={lift.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpen(false)}>Cancel</Button>
              <Button type="submit" loading={lift.isPending}>Lift opt-out</Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
