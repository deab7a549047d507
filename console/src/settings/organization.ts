import { api, type Schemas } from '../api/client';
import { unwrapVersioned, type Versioned } from '../shared/useVersionedDraft';

export type Organization = Schemas['Organization'];
type Channel = Schemas['Channel'];
type Day = Schemas['Day'];

export const channels: readonly Channel[] = ['sms', 'whatsapp', 'email', 'webhook'];
export const days: readonly Day[] = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

export interface QuietHoursDraft {
  start: string;
  end: string;
  /** Empty for every day. */
  days: Day[];
  /** Empty for the organization's. */
  timezone: string;
}

export interface ChannelDraft {
  providers: string[];
  from: string;
  messagingServiceSid: string;
  unsubscribeMailto: string;
}

/** The settings as the form has them: a field without a value is an empty text. */
export interface Draft {
  timezone: string;
  webhookUrl: string;
  defaultRegion: string;
  /** An empty unit means that there is no limit. */
  maxEventAge: { number: number | string; unit: string };
  ceilingPerHour: number | string;
  perDay: number | string;
  perWeek: number | string;
  onExceeded: Schemas['OnExceeded'];
  quietHours: QuietHoursDraft[];
  holidays: string[];
  optOutWords: string[];
  optInWords: string[];
  channels: Record<Channel, ChannelDraft>;
  createLeads: boolean;
}

const DEFAULT_AGE = { number: 7, unit: 'd' };

export function toDraft(organization: Organization): Draft {
  const { caps, maxEventAge } = organization;
  const age = /^(\d+)([smhdw])$/.exec(maxEventAge ?? '');
  return {
    timezone: organization.timezone,
    webhookUrl: organization.webhookUrl ?? '',
    defaultRegion: organization.defaultRegion ?? '',
    maxEventAge: age ? { number: Number(age[1]), unit: age[2] ?? '' } : { number: DEFAULT_AGE.number, unit: '' },
    ceilingPerHour: organization.ceilingPerHour,
    perDay: caps.perDay ?? '',
    perWeek: caps.perWeek ?? '',
    onExceeded: caps.onExceeded,
    quietHours: (organization.quietHours ?? []).map((hours) => ({
      start: hours.start, end: hours.end, days: hours.days ?? [], timezone: hours.timezone ?? '',
    })),
    holidays: organization.holidays,
    optOutWords: organization.optOutWords,
    optInWords: organization.optInWords,
    channels: Object.fromEntries(channels.map((channel) => [channel, channelDraft(organization, channel)])) as
      Draft['channels'],
    createLeads: organization.inbound.createLeads ?? false,
  };
}

function channelDraft({ channels: settings }: Organization, channel: Channel): ChannelDraft {
  const of: Schemas['SmsSettings'] & Schemas['EmailSettings'] = settings[channel] ?? {};
  return {
    providers: of.providers ?? (of.provider === undefined ? [] : [of.provider]),
    from: of.from ?? '',
    messagingServiceSid: of.messagingServiceSid ?? '',
    unsubscribeMailto: of.unsubscribeMailto ?? '',
  };
}

/** All settings, since a request replaces them all; what is empty has its default. */
export function toBody(draft: Draft): Schemas['OrganizationBody'] {
  const { maxEventAge: age, perDay, perWeek } = draft;
  const settings = channels.map((channel) => [channel, channelBody(draft.channels[channel])] as const)
    .filter(([, body]) => Object.keys(body).length > 0);
  return {
    ...optional('timezone', draft.timezone),
    ...optional('webhookUrl', draft.webhookUrl),
    ...optional('defaultRegion', draft.defaultRegion),
    maxEventAge: age.unit === '' ? null : `${age.number}${age.unit}`,
    ...number('ceilingPerHour', draft.ceilingPerHour),
    caps: { ...number('perDay', perDay), ...number('perWeek', perWeek), onExceeded: draft.onExceeded },
    quietHours: draft.quietHours.map((hours) => ({
      start: hours.start,
      end: hours.end,
      ...(hours.days.length > 0 && { days: days.filter((day) => hours.days.includes(day)) }),
      ...optional('timezone', hours.timezone),
    })),
    holidays: draft.holidays,
    optOutWords: draft.optOutWords,
    optInWords: draft.optInWords,
    channels: Object.fromEntries(settings),
    inbound: { createLeads: draft.createLeads },
  };
}

function channelBody({ providers, from, messagingServiceSid, unsubscribeMailto }: ChannelDraft) {
  return {
    ...(providers.length > 0 && { providers }),
    ...optional('from', from),
    ...optional('messagingServiceSid', messagingServiceSid),
    ...optional('unsubscribeMailto', unsubscribeMailto),
  };
}

const optional = <N extends string>(name: N, value: string) =>
  (value.trim() === '' ? {} : { [name]: value.trim() }) as Partial<Record<N, string>>;

const number = <N extends string>(name: N, value: number | string) =>
  (value === '' ? {} : { [name]: value }) as Partial<Record<N, number>>;

export const load = (signal: AbortSignal): Promise<Versioned<Organization>> =>
  unwrapVersioned(api.GET('/api/organization', { signal }));

export const save = (body: Schemas['OrganizationBody'], etag: string | undefined): Promise<Versioned<Organization>> =>
  unwrapVersioned(api.PUT('/api/organization', {
    params: { header: etag === undefined ? {} : { 'If-Match': etag } }, body,
  }));
