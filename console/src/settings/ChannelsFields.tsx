import { SimpleGrid, Stack, TagsInput, TextInput, Title } from '@mantine/core';
import { useCatalog } from '../api/queries';
import { channels, type ChannelDraft } from './organization';
import { example, Section, type FieldsProps } from './OrganizationForm';

type ChannelName = (typeof channels)[number];

const senders: Partial<Record<ChannelName, { label: string; placeholder: string }>> = {
  sms: { label: 'Sender', placeholder: '+14155550199' },
  whatsapp: { label: 'Sender', placeholder: '+14155550199' },
  email: { label: 'Sender', placeholder: 'Acme <hello@example.com>' },
};

/** The providers and the sender of each channel. */
export function ChannelsFields({ draft, errorOf, edit, isReadOnly }: FieldsProps) {
  const catalog = useCatalog().data;
  const change = (channel: ChannelName, changed: Partial<ChannelDraft>) =>
    edit({ channels: { ...draft.channels, [channel]: { ...draft.channels[channel], ...changed } } });
  return (
    <Section title="Channels"
      description="Providers in order of preference: the next one is used after a definite refusal. What is empty is decided by the settings of the service.">
      {channels.map((channel) => {
        const info = catalog?.channels.find((known) => known.channel === channel);
        const of = draft.channels[channel];
        const sender = senders[channel];
        const at = (field: string) => errorOf(`/channels/${channel}/${field}`);
        return (
          <Stack key={channel} gap="sm" role="group" aria-labelledby={`channel-${channel}`}>
            <Title order={3} id={`channel-${channel}`}>{info?.label ?? channel}</Title>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TagsInput label="Providers" placeholder={of.providers.length === 0 ? 'Those of the service' : undefined}
                value={of.providers} data={info?.providers ?? ['log']} maxTags={10}
                error={at('providers') ?? at('provider')}
                onChange={(providers) => change(channel, { providers })} />
              {sender && (
                <TextInput label={sender.label} placeholder={example(isReadOnly, sender.placeholder)} value={of.from} error={at('from')}
                  onChange={(event) => change(channel, { from: event.currentTarget.value })} />
              )}
              {(channel === 'sms' || channel === 'whatsapp') && (
                <TextInput label="Messaging service" description="At Twilio. It is used instead of the sender."
                  placeholder={example(isReadOnly, 'MG0123456789abcdef0123456789abcdef')} value={of.messagingServiceSid}
                  error={at('messagingServiceSid')}
                  onChange={(event) => change(channel, { messagingServiceSid: event.currentTarget.value })} />
              )}
              {channel === 'email' && (
                <TextInput label="Unsubscribe address" description="Takes requests to unsubscribe by e-mail."
                  placeholder={example(isReadOnly, 'unsubscribe@example.com')} value={of.unsubscribeMailto} error={at('unsubscribeMailto')}
                  onChange={(event) => change(channel, { unsubscribeMailto: event.currentTarget.value })} />
              )}
            </SimpleGrid>
          </Stack>
        );
      })}
    </Section>
  );
}
