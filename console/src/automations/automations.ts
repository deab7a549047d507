import { api, unwrap, type Schemas } from '../api/client';
import { humanized } from '../shared/status';

export type Automation = Schemas['Automation'];
type Catalog = Schemas['Catalog'];
export type AutomationBody = Schemas['AutomationBody'];

export const eventLabel = (catalog: Catalog | undefined, type: string): string =>
  catalog?.eventTypes.find((known) => known.type === type)?.label ?? humanized(type);

/** "24 hours", "1 day". */
export function duration(delay: number, unit: string): string {
  return `${delay} ${delay === 1 ? unit.replace(/s$/, '') : unit}`;
}

/** "A lead writes, after 24 hours": when an automation acts. */
export function summary(automation: Partial<Automation>, catalog: Catalog | undefined): string {
  const types = [...new Set([automation.event, automation.triggerType])].filter((type) => type !== undefined);
  const when = types.map((type, index) => {
    const label = eventLabel(catalog, type);
    return index === 0 ? label : label.charAt(0).toLowerCase() + label.slice(1);
  }).join(' or ');
  return `${when}, ${wait(automation)}`;
}

function wait({ triggerLogicType, timerLogic, steps }: Partial<Automation>): string {
  if (triggerLogicType !== 'timer') {
    return 'at once';
  }
  if (steps && steps.length > 0) {
    return `in ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
  }
  return timerLogic?.delay && timerLogic.unit ? `after ${duration(timerLogic.delay, timerLogic.unit)}` : 'after a wait';
}

/** What a request accepts of an automation that was read. */
export function toBody(automation: Automation): AutomationBody {
  const { _id, organizationId, userId, createdAt, updatedAt, version, ...body } = automation;
  return body;
}

/** A copy that is switched off, so that it sends nothing before it is changed. */
export function copyOf(automation: Automation): AutomationBody {
  return { ...toBody(automation), name: `Copy of ${automation.name}`.slice(0, 200), enabled: false };
}

export const setEnabled = (id: string, enabled: boolean) =>
  unwrap(api.PATCH('/api/automations/{id}/preference', { params: { path: { id } }, body: { enabled } }));
