import { Anchor, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, unwrap, type Schemas } from '../api/client';
import { useCatalog, useMe } from '../api/queries';
import { ErrorPanel } from '../shared/ErrorPanel';
import { errorAt, violationsOf } from '../shared/field-errors';

interface TestMessageProps {
  name: string;
  channel: Schemas['Channel'];
  variables: Record<string, unknown>;
  isChanged: boolean;
}

/** Sends the saved template to an address, through the provider of the channel. */
export function TestMessage({ name, channel, variables, isChanged }: TestMessageProps) {
  const profile = useMe().data?.profile;
  const info = useCatalog().data?.channels.find((known) => known.channel === channel);
  const own = info?.addressKind === 'phone' ? profile?.phone : profile?.email;
  const [typed, setTyped] = useState<Partial<Record<Schemas['Channel'], string>>>({});
  const to = typed[channel] ?? own ?? '';
  const needsAddress = channel !== 'webhook';
  const send = useMutation({
    mutationFn: () => unwrap(api.POST('/api/test-messages', {
      body: { template: name, channel, ...(needsAddress && { to }), variables },
    })),
  });
  return (
    <Paper p="lg" component="section" aria-labelledby="test-message">
      <form noValidate onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}>
        <Stack gap="sm">
          <Title order={2} id="test-message">Send a test</Title>
          <Text size="sm" c="dimmed">
            {isChanged ? 'The saved version is sent, without your changes. ' : ''}
            It counts for no lead. Opt-outs of the address are respected.
          </Text>
          <Group align="flex-start" gap="sm">
            {needsAddress && (
              <TextInput flex="1 1 176px" aria-label={info?.addressKind === 'phone' ? 'Phone number' : 'E-mail address'}
                type={info?.addressKind === 'phone' ? 'tel' : 'email'} value={to}
                placeholder={info?.addressKind === 'phone' ? '+14155550100' : 'name@example.com'}
                error={errorAt(violationsOf(send.error), '/to')} onChange={(event) => {
                  setTyped({ ...typed, [channel]: event.currentTarget.value });
                  send.reset();
                }} />
            )}
            <Button type="submit" variant="default" loading={send.isPending} disabled={needsAddress && to.trim() === ''}>
              Send test {info ? (channel === 'email' ? 'e-mail' : info.label) : 'message'}
            </Button>
          </Group>
          {send.isError && !errorAt(violationsOf(send.error), '/to') && <ErrorPanel error={send.error} />}
          {send.isSuccess && (
            <Text size="sm" role="status">
              The message is on its way. <Anchor component={Link} to={`/messages?open=${encodeURIComponent(send.data.id)}`}
                underline="always" inherit>Show the message</Anchor>
            </Text>
          )}
        </Stack>
      </form>
    </Paper>
  );
}
