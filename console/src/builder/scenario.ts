import type { Schemas } from '../api/client';
import { parsed } from './condition-value';
import { bodyOf, listenedTypes, type Draft } from './draft';

/** What a simulation assumes. */
export interface Scenario {
  /** A known lead, or nothing for the typed one. */
  leadId: string | undefined;
  lead: { status?: string | undefined; firstName?: string; phone?: string; email?: string; timezone?: string };
  /** The type of the event; the automation's first one by default. */
  type: string | undefined;
  body: string;
  from: string;
  to: string;
  /** What the event's data contain besides, by the names in conditions. */
  data: Record<string, string>;
  /** Local time in the form of an input, such as `2026-12-01T09:00`; empty for now. */
  at: string;
}

/** A lead in another zone than most viewers, so that the difference shows. The number is reserved for examples. */
export const newScenario: Scenario = {
  leadId: undefined,
  lead: { firstName: 'Bob', phone: '+14155550100', email: 'lead@example.com', timezone: 'America/Los_Angeles' },
  type: undefined,
  body: 'Is it still available?',
  from: '',
  to: '',
  data: {},
  at: '',
};

const orUndefined = (text: string | undefined): string | undefined => (text?.trim() ? text : undefined);

export function eventType(draft: Draft, scenario: Scenario): string | undefined {
  const types = listenedTypes(draft);
  return scenario.type && types.includes(scenario.type) ? scenario.type : types[0];
}

/** What conditions of the draft read in the data of the event, such as `amount`. */
export function dataRead(draft: Draft): string[] {
  const fields = JSON.stringify([draft.conditions, draft.steps]).matchAll(/"field":"event\.data\.([^"\\]+)"/g);
  return [...new Set([...fields].map(([, name = '']) => name))];
}

function dataOf(draft: Draft, scenario: Scenario): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const name of dataRead(draft)) {
    const text = orUndefined(scenario.data[name]);
    if (text !== undefined) {
      put(data, name.split('.'), parsed(text, 'any'));
    }
  }
  return data;
}

/** `address.city` is the member of a member. */
function put(data: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    data[name] = value;
  } else {
    put((data[name] ??= {}) as Record<string, unknown>, rest, value);
  }
}

/**
 * The request that simulates a draft as if it were switched on; undefined while it listens to nothing. A missing name
 * counts only once the user has tried to save.
 */
export function simulationOf(draft: Draft, scenario: Scenario,
  needsName = false): Schemas['DraftScenario'] | undefined {
  const type = eventType(draft, scenario);
  if (!type) {
    return undefined;
  }
  const body = bodyOf(draft);
  const isStatusChange = type === 'status_change';
  const status = orUndefined(scenario.lead.status) ?? (isStatusChange ? undefined : draft.sourceStatuses?.[0]);
  return {
    automation: { ...body, name: orUndefined(body.name) ?? (needsName ? '' : 'Untitled'), enabled: true },
    event: {
      type,
      ...(scenario.leadId ? { leadId: scenario.leadId } : {}),
      data: {
        ...dataOf(draft, scenario),
        ...(type === 'message.received' ? { direction: 'inbound', body: scenario.body } : {}),
        ...(isStatusChange ? statusChange(draft, scenario) : {}),
      },
    },
    ...(scenario.leadId ? {} : {
      lead: {
        status,
        firstName: orUndefined(scenario.lead.firstName),
        phone: orUndefined(scenario.lead.phone),
        email: orUndefined(scenario.lead.email),
        timezone: orUndefined(scenario.lead.timezone),
      },
    }),
    ...(scenario.at ? { at: new Date(scenario.at).toISOString() } : {}),
  };
}

/** The change that the automation waits for, where the user has not typed another. */
export function statusChange(draft: Draft, scenario: Scenario): { from?: string; to: string } {
  const from = orUndefined(scenario.from) ?? draft.sourceStatuses?.[0];
  return { ...(from ? { from } : {}), to: orUndefined(scenario.to) ?? draft.targetStatuses?.[0] ?? 'Contacted' };
}

/** The pointers of a simulation begin with the automation; those of the form do not. */
export function toForm<T extends { pointer: string }>(remarks: readonly T[]): T[] {
  return remarks.filter(({ pointer }) => pointer.startsWith('/automation'))
    .map((remark) => ({ ...remark, pointer: remark.pointer.slice('/automation'.length) }));
}
