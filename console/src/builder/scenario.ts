import type { Schemas } from '../api/client';
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
  at: '',
};

const orUndefined = (text: string | undefined): string | undefined => (text?.trim() ? text : undefined);

export function eventType(draft: Draft, scenario: Scenario): string | undefined {
  const types = listenedTypes(draft);
  return scenario.type && types.includes(scenario.type) ? scenario.type : types[0];
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
      ...(type === 'message.received' ? { data: { direction: 'inbound', body: scenario.body } } : {}),
      ...(isStatusChange ? { data: { ...statusChange(draft, scenario) } } : {}),
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
