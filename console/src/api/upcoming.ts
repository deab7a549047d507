/** Routes that docs/openapi.json does not describe yet. Once it does, use `api` and delete the function here. */
import { session } from '../session/session';
import { serverUrl } from './base';
import type { Schemas } from './client';
import { ApiError } from './problem';

type Outcome = Schemas['Outcome'];
type Reason = Schemas['Reason'];
type Channel = Schemas['Channel'];
type MessageState = Schemas['MessageState'];

export type FieldType = 'text' | 'number' | 'instant' | 'any';
export type Operand = 'none' | 'value' | 'values' | 'text' | 'pattern' | 'ordered' | 'range' | 'duration';

export interface CatalogField {
  path: string;
  label: string;
  type: FieldType;
  isList: boolean;
  operators: Schemas['Operator'][];
  of: 'lead' | 'conversation' | 'event';
}

export interface CatalogOperator {
  operator: Schemas['Operator'];
  label: string;
  operand: Operand;
  /** What the value has to be, such as `a number, an instant, a date, or a duration from now`. */
  expects: string;
}

export interface Catalog {
  eventTypes: { type: string; label: string }[];
  fields: CatalogField[];
  operators: CatalogOperator[];
  units: { unit: 'seconds' | 'minutes' | 'hours' | 'days' | 'weeks'; label: string }[];
  channels: {
    channel: Channel; label: string; addressKind: Schemas['AddressKind'] | null;
    /** The names of the providers that the service has for the channel. */
    providers?: string[];
  }[];
  outcomes: { outcome: Outcome; label: string }[];
  reasons: { outcome: Outcome; reason: Reason; sentence: string; advice: string }[];
  messageStates: { state: MessageState; label: string }[];
  days: { day: Schemas['Day']; label: string }[];
}

export interface Stats {
  from: string;
  to: string;
  by: 'hour' | 'day';
  buckets: {
    at: string;
    decisions: { outcome: Outcome; reason: Reason; count: number }[];
    messages: { channel: Channel; state: MessageState; count: number }[];
  }[];
}

export interface TimelineItem {
  kind: 'event' | 'decision' | 'message';
  at: string;
  event?: Schemas['LeadEvent'] & { notes?: Schemas['Note'][] };
  decision?: Schemas['Decision'];
  message?: Schemas['Message'];
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface AutomationActivity {
  automationId: string;
  lastFiredAt: string | null;
  nextDueAt: string | null;
  waiting: number;
  fired: number;
  skipped: number;
  since: string;
}

export interface HealthSummary {
  status: 'UP' | 'DEGRADED' | 'DOWN';
  problems: string[];
  lag: { total: number; partitions: { topic: string; partition: number; lag: number }[] };
  dueBacklog: number;
  deadLetters: number;
  unknownMessages: number;
  oldestUnsent: { messageId: string; channel: Channel; dueAt: string } | null;
  instances: {
    instance: string;
    startedAt: string;
    reportedAt: string;
    isAlive: boolean;
    partitions: number;
    lag: number | null;
    timersWaiting: number;
    messagesWaiting: number;
  }[];
}

export interface DeadLetterFilter {
  reason?: string;
  topic?: string;
  from?: string;
  to?: string;
  replayed?: boolean;
}

type Query = Record<string, string | number | boolean | undefined>;

async function request<T>(method: 'GET' | 'POST', path: string, options: {
  query?: Query;
  body?: unknown;
  /** A body that is JSON already. */
  json?: string;
  signal?: AbortSignal | undefined;
} = {}): Promise<T> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== '') {
      query.set(name, String(value));
    }
  }
  const headers = new Headers({ Authorization: `Bearer ${(await session.token()) ?? ''}` });
  const sent = options.json ?? (options.body === undefined ? null : JSON.stringify(options.body));
  if (sent !== null) {
    headers.set('Content-Type', 'application/json');
  }
  const response = await fetch(serverUrl(path) + (query.size > 0 ? `?${query}` : ''), {
    method,
    headers,
    body: sent,
    signal: options.signal ?? null,
  });
  if (response.status === 401) {
    session.expired();
  }
  const body: unknown = response.headers.get('Content-Type')?.includes('json') ? await response.json() : undefined;
  if (!response.ok) {
    throw new ApiError(response.status, body);
  }
  return body as T;
}

const segment = encodeURIComponent;

export const getCatalog = (signal?: AbortSignal) => request<Catalog>('GET', 'api/catalog', { signal });

export const getStats = (query: { from: string; to: string; by: 'hour' | 'day'; automationId?: string },
  signal?: AbortSignal) => request<Stats>('GET', 'api/stats', { query, signal });

export const getTimeline = (leadId: string, query: { limit?: number; cursor?: string }, signal?: AbortSignal) =>
  request<Page<TimelineItem>>('GET', `api/leads/${segment(leadId)}/timeline`, { query, signal });

export const cancelRun = (leadId: string, automationId: string) =>
  request<{ leadId: string; automationId: string; eventId: string }>('POST',
    `api/leads/${segment(leadId)}/runs/${segment(automationId)}/cancel`);

export const listDecisions = (query: {
  automationId?: string; leadId?: string; outcome?: string; reason?: string; from?: string; to?: string;
  limit?: number; cursor?: string;
}, signal?: AbortSignal) => request<Page<Schemas['Decision']>>('GET', 'api/decisions', { query, signal });

/** At most 100 automations. */
export const getActivity = (ids: string[], signal?: AbortSignal) =>
  request<{ items: AutomationActivity[] }>('GET', 'api/automations/activity', { query: { ids: ids.join(',') }, signal });

export const getHealthSummary = (signal?: AbortSignal) =>
  request<HealthSummary>('GET', 'api/health/summary', { signal });

export const listDeadLetters = (query: DeadLetterFilter & { limit?: number; cursor?: string }, signal?: AbortSignal) =>
  request<Page<Schemas['DeadLetter']>>('GET', 'api/dead-letters', { query: { ...query }, signal });

export const getDeadLetterGroups = (signal?: AbortSignal) =>
  request<{ items: { reason: string; count: number; firstAt: string; lastAt: string }[] }>('GET',
    'api/dead-letters/groups', { signal });

export const replayDeadLetters = (filter: DeadLetterFilter, dryRun: boolean) =>
  request<{ matched: number; replayed: number; dryRun: boolean }>('POST', 'api/dead-letters/replay',
    { body: { filter, dryRun } });

/** Appends an edited value in place of the original. The JSON is sent as it was written, so that no number loses digits. */
export const replayEdited = (id: string, json: string) =>
  request<unknown>('POST', `api/dead-letters/${segment(id)}/replay`, { json: `{"value":${json}}` });

/** Renders a template that is not saved yet, under the name that it has or will have. */
export const previewDraft = (name: string, body: {
  template: Schemas['TemplateBody']; channel: Channel; lead: Schemas['Attributes'];
}, signal?: AbortSignal) =>
  request<Schemas['Preview']>('POST', `api/templates/${segment(name)}/preview`, { body, signal });
