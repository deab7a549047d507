import type { Schemas } from '../api/client';

type Catalog = Schemas['Catalog'];

export type Decision = Schemas['Decision'];

/** The address of a decision in the console. */
export const decisionPath = (id: string) => `/decisions?${new URLSearchParams({ open: id })}`;
export type JudgedCondition = Schemas['JudgedCondition'];

/** A value of a condition as text. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) {
    return 'no value';
  }
  if (typeof value === 'string') {
    return `“${value}”`;
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? 'an empty list' : value.map(valueText).join(', ');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value as number | boolean);
}

/** "Status" for "status", "city" for "attributes.city": the field's label, or the name itself. */
export function fieldLabel(catalog: Catalog | undefined, field: string): string {
  return catalog?.fields.find(({ path }) => path === field)?.label ?? field.replace(/^attributes\./, '');
}

/** "is “inbound”": the operator with its operand. */
export function expectation(catalog: Catalog | undefined, { op, expected }: JudgedCondition): string {
  const operator = catalog?.operators.find((known) => known.operator === op);
  const label = operator?.label ?? op;
  const hasOperand = operator ? operator.operand !== 'none' : expected !== null && expected !== undefined;
  if (!hasOperand) {
    return label;
  }
  return op === 'between' && Array.isArray(expected)
    ? `${label} ${expected.map(valueText).join(' and ')}` : `${label} ${valueText(expected)}`;
}

/** Where a decision's time zone came from. */
export function zoneSource(from: Decision['zoneFrom']): string {
  switch (from) {
    case 'schedule':
      return 'from the schedule of the automation';
    case 'lead':
      return 'from the lead';
    case 'organization':
      return 'from the organization’s settings';
    case 'default':
      return 'the default, since nothing names another';
    case null:
      return '';
  }
}

/** What the preference of the user asked was; a decision that went on after it found it on. */
export function preferenceFound(reason: Schemas['Reason']): string {
  if (reason === 'NO_PREFERENCE') {
    return 'never switched on';
  }
  return reason === 'PREFERENCE_OFF' ? 'switched off' : 'on';
}

export const omissions: Record<Schemas['SkippedAction']['reason'], string> = {
  NO_ADDRESS: 'there is no address for it',
  BAD_ADDRESS: 'the address is not valid',
  OPTED_OUT: 'the lead opted out of the channel',
};

export const notes: Record<Schemas['NoteCode'], string> = {
  OCCURRED_AT_IGNORED: 'The time of the event could not be read, so that of its arrival counts.',
  ATTRIBUTE_IGNORED: 'An attribute has the wrong type or a name that is not allowed.',
  ATTRIBUTES_FULL: 'The lead would have too many attributes; none of this event was stored.',
  TIMEZONE_IGNORED: 'The time zone is not known; an earlier one stays.',
  BODY_IGNORED: 'The text of the message is an object or a list.',
  DIRECTION_IGNORED: 'The direction of the message is unclear.',
  EVENT_DATA_CUT: 'The data of the event were too large to be kept as a whole.',
  STATUS_LATE: 'The status is older than the one that the lead has.',
  MAYBE_OPT_OUT: 'The text may be an opt-out. A person should read it.',
};

export interface ReasonCount {
  outcome: Schemas['Outcome'];
  reason: Schemas['Reason'];
  count: number;
}

/** How many decisions there were for each reason, the most frequent first. */
export function countReasons(counted: readonly ReasonCount[]): ReasonCount[] {
  const totals = new Map<string, ReasonCount>();
  for (const { outcome, reason, count } of counted) {
    const key = `${outcome} ${reason}`;
    totals.set(key, { outcome, reason, count: count + (totals.get(key)?.count ?? 0) });
  }
  return [...totals.values()].sort((one, other) => other.count - one.count);
}

export function countsOf(stats: Schemas['Stats']): ReasonCount[] {
  return countReasons(stats.buckets.flatMap(({ decisions }) => decisions));
}

const HOUR = 3_600_000;
const MOST_HOURS = 31 * 24;

/** The interval whose counts stand beside a list: that of the list, or the last seven days if it has no beginning. */
export function countedInterval({ from, to }: { from?: string; to?: string }, now: Date):
  { from: string; to: string; by: 'hour' | 'day' } {
  const end = to ? new Date(to) : new Date((Math.floor(now.getTime() / HOUR) + 1) * HOUR);
  const start = from ? new Date(from) : new Date(end.getTime() - 7 * 24 * HOUR);
  const by = end.getTime() - start.getTime() <= MOST_HOURS * HOUR ? 'hour' : 'day';
  return { from: start.toISOString(), to: end.toISOString(), by };
}
