export type Period = '' | 'hour' | 'day' | 'week' | 'month' | 'between';

/** How a list is limited in time: by a period that ends now, or by instants. */
export interface TimeChoice {
  period: string;
  /** An instant of the API, or empty. */
  from: string;
  to: string;
}

export interface Interval {
  from?: string;
  to?: string;
}

const HOUR = 3_600_000;
const lengths: Record<string, number> = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, month: 30 * 24 * HOUR };

export const periods: readonly { value: Period; label: string }[] = [
  { value: '', label: 'Any time' },
  { value: 'hour', label: 'Last hour' },
  { value: 'day', label: 'Last 24 hours' },
  { value: 'week', label: 'Last 7 days' },
  { value: 'month', label: 'Last 30 days' },
  { value: 'between', label: 'Between …' },
];

/** What is chosen in the list of periods; an address with instants only means "between". */
export function chosenPeriod({ period, from, to }: TimeChoice): Period {
  return periods.find(({ value }) => value !== '' && value === period)?.value ?? (from || to ? 'between' : '');
}

/** The instants that a choice stands for; those that are not valid are left out. */
export function intervalOf(choice: TimeChoice, now: Date): Interval {
  const period = chosenPeriod(choice);
  const length = lengths[period];
  if (length !== undefined) {
    return { from: new Date(now.getTime() - length).toISOString() };
  }
  const interval: Interval = {};
  if (period === 'between' && isInstant(choice.from)) {
    interval.from = choice.from;
  }
  if (period === 'between' && isInstant(choice.to)) {
    interval.to = choice.to;
  }
  return interval;
}

function isInstant(text: string): boolean {
  return /^\d{4}-.+(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** "2026-12-01T09:30" in the viewer's zone: the value of an input of the type `datetime-local`. */
export function toLocalInput(instant: string): string {
  if (!isInstant(instant)) {
    return '';
  }
  const at = new Date(instant);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
    + `T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The instant of an input of the type `datetime-local`, or an empty text. */
export function fromLocalInput(value: string): string {
  const at = new Date(value);
  return value === '' || Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
