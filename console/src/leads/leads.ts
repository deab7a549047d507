import type { Schemas } from '../api/client';

export type Lead = Schemas['Lead'];
type Decision = Schemas['Decision'];
type TimelineEntry = Schemas['TimelineEntry'];

/** A text attribute; anything else is undefined. */
export function attribute(lead: Lead, name: string): string | undefined {
  const value = lead.attributes[name];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The lead's name, else an address, else its id. */
export function leadName(lead: Lead): string {
  const name = [attribute(lead, 'firstName'), attribute(lead, 'lastName')].filter(Boolean).join(' ');
  return name || (attribute(lead, 'email') ?? attribute(lead, 'phone') ?? lead.leadId);
}

/** The lead's own zone, or that of its phone number. */
export function leadZone(lead: Lead): string | undefined {
  return attribute(lead, 'timezone') ?? lead.derivedTimezone;
}

/** What the screen shows by itself; the other attributes are custom. */
const known = new Set(['status', 'ownerId', 'firstName', 'lastName', 'phone', 'email', 'timezone', 'tags']);

/** The lead's own attributes with their values as text, by name. */
export function customAttributes(lead: Lead): [string, string][] {
  return Object.entries(lead.attributes).filter(([name]) => !known.has(name))
    .map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    .sort(([one], [other]) => one.localeCompare(other));
}

export function tags(lead: Lead): string[] {
  const value = lead.attributes['tags'];
  return Array.isArray(value) ? value.map(String) : [];
}

export interface Waiting {
  automationId: string;
  run: Schemas['WaitingRun'];
}

/** The waiting runs, the one that is due last first, as in the timeline. */
export function waitingRuns(lead: Lead): Waiting[] {
  return lead.automations.flatMap(({ automationId, runs }) => runs.map((run) => ({ automationId, run })))
    .sort((one, other) => other.run.dueAt.localeCompare(one.run.dueAt));
}

/** The query of the API for what the list shows. */
export function leadQuery({ find, status, show }: { find: string; status: string; show: string }) {
  return {
    search: find || undefined,
    status: status || undefined,
    sort: show === 'waiting' ? 'nextDueAt' as const : 'lastEventAt' as const,
  };
}

/** The statuses that automations and leads name, each once. */
export function knownStatuses(automations: readonly Pick<Schemas['Automation'], 'sourceStatuses' | 'targetStatuses'>[],
  leads: readonly Lead[]): string[] {
  const named = automations.flatMap(({ sourceStatuses, targetStatuses }) =>
    [...sourceStatuses ?? [], ...targetStatuses ?? []]);
  const present = leads.flatMap((lead) => attribute(lead, 'status') ?? []);
  const byKey = new Map([...present, ...named].map((status) => [status.trim().toLowerCase(), status]));
  return [...byKey.values()].sort((one, other) => one.localeCompare(other));
}

export interface Answer {
  automationId: string;
  latest: Decision;
  /** When the automation fired last, as far as the decisions go back. */
  lastFiredAt: string | undefined;
}

/** What each automation decided last, from decisions that are ordered from the newest to the oldest. */
export function answers(decisions: readonly Decision[]): Answer[] {
  const byAutomation = new Map<string, Answer>();
  for (const decision of decisions) {
    const { automationId, outcome, at } = decision;
    const answer = byAutomation.get(automationId)
      ?? { automationId, latest: decision, lastFiredAt: undefined };
    byAutomation.set(automationId, answer);
    if (outcome === 'FIRED') {
      answer.lastFiredAt ??= at;
    }
  }
  return [...byAutomation.values()];
}

/** The heading of the answers: whether the lead got something. */
export function verdict(lead: Lead, found: readonly Answer[]): string {
  const waits = lead.automations.some(({ runs }) => runs.length > 0);
  const fired = lead.conversation.lastFiredAt !== undefined || found.some(({ lastFiredAt }) => lastFiredAt);
  if (fired) {
    return waits ? 'This lead got follow-ups, and another one waits' : 'This lead got follow-ups';
  }
  return waits ? 'This lead got nothing yet, and a follow-up waits' : 'Why this lead got nothing';
}

export type ShownEntry = { item: TimelineEntry } | { alike: Decision[] };

/** So many decisions of one event that are alike are shown as one entry. */
const MANY = 3;

/** The entries of a timeline: decisions of the same event with the same reason are one entry if there are many. */
export function entries(items: readonly TimelineEntry[]): ShownEntry[] {
  const found: ShownEntry[] = [];
  let ofEvent = new Map<string, TimelineEntry[]>();
  let eventId: string | undefined;
  const end = () => {
    for (const alike of ofEvent.values()) {
      found.push(...(alike.length < MANY ? alike.map((item) => ({ item }))
        : [{ alike: alike.flatMap(({ decision }) => decision ?? []) }]));
    }
    ofEvent = new Map();
  };
  for (const item of items) {
    const { decision } = item;
    if (decision === undefined || decision.eventId !== eventId) {
      end();
    }
    eventId = decision?.eventId;
    const key = decision ? `${decision.outcome} ${decision.reason}` : '';
    ofEvent.set(key, [...(ofEvent.get(key) ?? []), item]);
  }
  end();
  return found;
}

/** Identifies an entry of a timeline in the address. */
export function entryKey({ event, decision, message }: TimelineEntry): string {
  if (event) {
    return `e.${event.id}`;
  }
  return decision ? `d.${decision.id}` : `m.${message?.id}`;
}

/** What an event says, in one line or text; undefined if only its data say it. */
export function eventText({ type, data }: NonNullable<TimelineEntry['event']>): string | undefined {
  if (type === 'status_change') {
    const { from, to } = data ?? {};
    return from === undefined ? `To ${String(to)}` : `From ${String(from)} to ${String(to)}`;
  }
  if (type === 'lead.merged') {
    return `Into ${String(data?.['into'])}`;
  }
  const body = data?.['body'] ?? data?.['subject'];
  return body === undefined || typeof body === 'object' ? undefined : String(body);
}
