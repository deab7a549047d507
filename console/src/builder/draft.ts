import type { Schemas } from '../api/client';

export type Draft = Schemas['AutomationBody'];
export type Action = Schemas['SendMessage'];
export type Step = Schemas['Step'];
export type Unit = Schemas['Step']['unit'];

/** What a new automation begins with: the shape of the most common one, without its choices. */
export function newDraft(): Draft {
  return {
    name: '',
    event: 'message.received',
    triggerLogicType: 'timer',
    timerLogic: { enabled: true, delay: 24, unit: 'hours' },
    actions: { sendMessage: [{ template: '', channel: 'sms' }] },
    enabled: true,
  };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** What is sent: without the parts that the choices of the form make meaningless, and without empty lists. */
export function bodyOf(draft: Draft): Draft {
  const body = { ...draft };
  const hasSteps = body.triggerLogicType === 'timer' && !isEmpty(body.steps);
  if (body.triggerLogicType === 'event') {
    delete body.timerLogic;
    delete body.maxLateness;
  }
  if (hasSteps) {
    body.timerLogic = body.timerLogic?.enabled === false ? { enabled: false } : undefined;
  } else {
    delete body.steps;
  }
  if (!listensTo(body, 'status_change')) {
    delete body.targetStatuses;
  }
  for (const name of Object.keys(body) as (keyof Draft)[]) {
    if (name !== 'cancelOn' && name !== 'name' && isEmpty(body[name])) {
      delete body[name];
    }
  }
  return body;
}

export function listensTo(draft: Pick<Draft, 'event' | 'triggerType'>, type: string): boolean {
  return draft.event === type || draft.triggerType === type;
}

/** The types that an automation listens to, each once. */
export function listenedTypes(draft: Pick<Draft, 'event' | 'triggerType'>): string[] {
  return [...new Set([draft.event, draft.triggerType])].filter((type): type is string => Boolean(type));
}

/** The changes that end a waiting run; the default depends on the trigger logic. */
export function cancelOn(draft: Draft): string[] {
  return draft.cancelOn ?? (draft.triggerLogicType === 'timer' ? ['reply', 'status_change'] : []);
}
