import type { Schemas } from '../api/client';
import type { Interval } from '../shared/interval';
import { humanized } from '../shared/status';

export type Message = Schemas['Message'];
export type RetryFilter = Schemas['RetryFilter'];

type State = Schemas['MessageState'];
type Retriable = NonNullable<RetryFilter['state']>;

const retriable: readonly State[] = ['FAILED', 'EXPIRED', 'UNKNOWN'] satisfies Retriable[];

export function isRetriable(state: string): state is Retriable {
  return retriable.includes(state as State);
}

export interface MessageFilter {
  state: string;
  channel: string;
  provider: string;
  code: string;
  automationId: string;
  leadId: string;
}

/**
 * The filter of a retry that has the same conditions as the list; undefined if the list shows messages in a state that
 * cannot be retried.
 */
export function retryFilter(filter: MessageFilter, interval: Interval): RetryFilter | undefined {
  const { state, ...rest } = filter;
  if (state !== '' && !isRetriable(state)) {
    return undefined;
  }
  const chosen = Object.entries({ ...rest, ...interval, state }).filter(([, value]) => value !== '');
  return Object.fromEntries(chosen) as RetryFilter;
}

export const stateMeanings: Record<State, string> = {
  QUEUED: 'It waits for its first or its next attempt.',
  SENDING: 'It is being handed over to the provider.',
  SENT: 'The provider has taken it.',
  DELIVERED: 'The provider reports that it has arrived.',
  FAILED: 'It was refused, or the provider reports that it did not arrive.',
  EXPIRED: 'The time in which it may be sent passed while it waited.',
  OPTED_OUT: 'It was not sent, because the lead or the address has opted out.',
  UNKNOWN: 'The provider may have taken it, or not. Find out at the provider, then resolve it.',
};

export const attemptResults: Record<Schemas['Attempt']['result'], string> = {
  ACCEPTED: 'Accepted',
  REJECTED: 'Refused',
  THROTTLED: 'Throttled',
  UNKNOWN: 'Unknown',
};

export const lookUps: Record<NonNullable<Schemas['Attempt']['lookUp']>, string> = {
  FOUND: 'The provider was asked later, and has it.',
  NOT_FOUND: 'The provider was asked later, and does not have it.',
  UNAVAILABLE: 'The provider was asked later, and gave no answer.',
  AMBIGUOUS: 'The provider has one like it, which may be another message with the same recipient and text.',
};

export function channelLabel(catalog: Schemas['Catalog'] | undefined, channel: string): string {
  return catalog?.channels.find((known) => known.channel === channel)?.label ?? humanized(channel);
}

export function recipient({ to, recipientKind, channel }: Message): string {
  if (to) {
    return to;
  }
  return recipientKind === 'user' ? 'User' : channel === 'webhook' ? 'Webhook' : 'Deleted address';
}

/** "SMS to +14155550100", "Webhook". */
export function messageTitle(catalog: Schemas['Catalog'] | undefined, message: Message): string {
  const label = channelLabel(catalog, message.channel);
  return message.to ? `${label} to ${message.to}` : label;
}

/** "1 message", "2,000 messages". */
export function counted(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'message' : 'messages'}`;
}
