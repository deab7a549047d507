import { Anchor, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, useCatalog, usePermissions } from '../api/queries';
import { AutomationLink } from '../automations/AutomationLink';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Fact, Facts } from '../shared/Facts';
import { Panel } from '../shared/Panel';
import { MessageStateBadge, StatusBadge } from '../shared/StatusBadge';
import { Time } from '../shared/Time';
import { useConfirm } from '../shared/confirm';
import { notifyDone, notifyFailed } from '../shared/notify';
import type { Tone } from '../shared/status';
import { useRefreshSoon } from '../shared/useRefreshSoon';
import { DecisionLink } from './DecisionLink';
import { ResolveForm } from './ResolveForm';
import { attemptResults, channelLabel, isRetriable, lookUps, recipient, stateMeanings, type Message } from './messages';
import classes from './messages.module.css';

interface MessagePanelProps {
  /** The message that is shown; empty while the panel is closed. */
  id: string;
  onClose: () => void;
}

/** A message with its text, its attempts and what an admin can do about it. */
export function MessagePanel({ id, onClose }: MessagePanelProps) {
  const message = useQuery({
    queryKey: [...keys.messages, 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/messages/{id}', { params: { path: { id } }, signal })),
    enabled: id !== '',
  });
  return (
    <Panel isOpen={id !== ''} onClose={onClose} title="Message">
      {message.isPending && <Skeleton height={200} />}
      {message.error && <ErrorPanel error={message.error} onRetry={() => void message.refetch()} />}
      {message.data && <Details message={message.data} />}
    </Panel>
  );
}

function Details({ message }: { message: Message }) {
  const catalog = useCatalog().data;
  const { isAdmin } = usePermissions();
  const variables = Object.entries(message.contentVariables ?? {});
  return (
    <Stack gap="lg">
      <div>
        <MessageStateBadge state={message.state} />
        <Text size="sm" mt={4}>{stateMeanings[message.state]}</Text>
        {message.reason && <Text size="sm" mt={4} fw={500}>{message.reason}</Text>}
      </div>
      {isAdmin && isRetriable(message.state) && !message.test && <Retry message={message} />}
      {isAdmin && message.state === 'UNKNOWN' && <ResolveForm messageId={message.id} />}
      <Stack gap="xs">
        <Title order={3}>Text</Title>
        {message.subject && <Text size="sm">Subject: {message.subject}</Text>}
        {message.text === undefined
          ? <Text size="sm" c="dimmed">There is no text: nothing could be rendered, or the lead was deleted.</Text>
          : <pre className={classes.text}>{message.text}</pre>}
      </Stack>
      <Stack gap="xs">
        <Title order={3}>Attempts</Title>
        <Attempts attempts={message.attempts ?? []} />
      </Stack>
      <Stack gap="xs">
        <Title order={3}>Details</Title>
        <Facts>
          <Fact term="To">{recipient(message)}</Fact>
          <Fact term="Channel">{channelLabel(catalog, message.channel)}</Fact>
          {message.provider && <Fact term="Provider">{message.provider}</Fact>}
          {message.providerCode && <Fact term="Provider’s code">{message.providerCode}</Fact>}
          {message.providerText && <Fact term="Provider’s text">{message.providerText}</Fact>}
          {message.providerId && <Fact term="Provider’s id">{message.providerId}</Fact>}
          {typeof message.segments === 'number' && <Fact term="Segments">{message.segments}</Fact>}
          {message.test ? <Fact term="Test">It belongs to no lead and no automation.</Fact> : (
            <>
              <Fact term="Lead">
                <Anchor component={Link} inherit to={`/leads/${encodeURIComponent(message.leadId)}`}>
                  {message.leadId}
                </Anchor>
              </Fact>
              <Fact term="Automation">
                <AutomationLink id={message.automationId} />, version {message.automationVersion}
              </Fact>
              <Fact term="Decision"><DecisionLink message={message} /></Fact>
              <Fact term="Follow-up">{message.followUp} of run {message.run}</Fact>
            </>
          )}
          {message.template && (
            <Fact term="Template">
              <Anchor component={Link} inherit to={`/templates/${encodeURIComponent(message.template)}`}>
                {message.template}
              </Anchor>
            </Fact>
          )}
          {message.contentSid && <Fact term="WhatsApp template">{message.contentSid}</Fact>}
          {variables.length > 0 && (
            <Fact term="Variables">
              {variables.map(([name, value]) => <div key={name}>{name}: {String(value)}</div>)}
            </Fact>
          )}
          <Fact term="Fired"><Time at={message.firedAt} /></Fact>
          {message.sentAt && <Fact term="Sent"><Time at={message.sentAt} /></Fact>}
          <Fact term="State since"><Time at={message.stateAt} /></Fact>
          {message.nextAttemptAt && <Fact term="Next attempt"><Time at={message.nextAttemptAt} /></Fact>}
          {message.notAfter && <Fact term="Not after"><Time at={message.notAfter} /></Fact>}
          {message.resolvedBy && <Fact term="Resolved by">{message.resolvedBy}</Fact>}
          {message.comment && <Fact term="Comment">{message.comment}</Fact>}
          <Fact term="Id">{message.id}</Fact>
        </Facts>
      </Stack>
    </Stack>
  );
}

const resultTones: Record<Schemas['Attempt']['result'], Tone> = {
  ACCEPTED: 'good', REJECTED: 'bad', THROTTLED: 'waiting', UNKNOWN: 'bad',
};

function Attempts({ attempts }: { attempts: Schemas['Attempt'][] }) {
  if (attempts.length === 0) {
    return <Text size="sm" c="dimmed">No attempt was made.</Text>;
  }
  return (
    <ol className={classes.attempts}>
      {attempts.map(({ at, provider, result, code, text, lookUp }) => (
        <li key={at}>
          <Group gap="sm" justify="space-between">
            <StatusBadge tone={resultTones[result]}>{attemptResults[result]}</StatusBadge>
            <Text size="sm" c="dimmed">{provider} · <Time at={at} /></Text>
          </Group>
          {(code ?? text) && <Text size="sm" mt={4}>{[code, text].filter(Boolean).join(': ')}</Text>}
          {lookUp && <Text size="sm" mt={4}>{lookUps[lookUp]}</Text>}
        </li>
      ))}
    </ol>
  );
}

function Retry({ message: { id, state } }: { message: Message }) {
  const confirm = useConfirm();
  const refresh = useRefreshSoon();
  const retry = useMutation({
    mutationFn: () => unwrap(api.POST('/api/messages/{id}/retry', { params: { path: { id } } })),
    onSuccess: () => {
      notifyDone('The message goes to delivery again.');
      refresh(keys.messages, keys.timeline);
    },
    onError: (error) => notifyFailed('The message was not retried', error),
  });
  const askAndRetry = async () => {
    if (state !== 'UNKNOWN' || await confirm({
      title: 'Retry a message that may have arrived?',
      body: 'The provider may have taken it. If it did, the recipient gets it twice.',
      confirm: 'Retry message',
    })) {
      retry.mutate();
    }
  };
  return (
    <div>
      <Button onClick={() => void askAndRetry()} loading={retry.isPending}>Retry message</Button>
      <Text size="sm" c="dimmed" mt={4}>
        {state === 'EXPIRED' ? 'It is tried once more, at the next opening of its automation’s schedule.'
          : 'It is tried once more.'}
      </Text>
    </div>
  );
}
