import type { Schemas } from '../api/client';

type Stats = Schemas['Stats'];

export type Range = 'day' | 'week' | 'month';

const HOUR = 3_600_000;
const ranges: Record<Range, { length: number; by: 'hour' | 'day'; step: number }> = {
  day: { length: 24 * HOUR, by: 'hour', step: HOUR },
  week: { length: 7 * 24 * HOUR, by: 'day', step: 24 * HOUR },
  month: { length: 30 * 24 * HOUR, by: 'day', step: 24 * HOUR },
};

export function isRange(text: string): text is Range {
  return text in ranges;
}

/** The interval that ends with the bucket of an instant, so that requests within the same hour or day are the same. */
export function interval(range: Range, now: Date): { from: string; to: string; by: 'hour' | 'day' } {
  const { length, by, step } = ranges[range];
  const to = (Math.floor(now.getTime() / step) + 1) * step;
  return { from: new Date(to - length).toISOString(), to: new Date(to).toISOString(), by };
}

/** The end of the bucket that begins at an instant. */
export function bucketEnd(at: string, by: 'hour' | 'day'): string {
  return new Date(new Date(at).getTime() + (by === 'hour' ? 1 : 24) * HOUR).toISOString();
}

export interface Moment {
  at: string;
  sent: number;
  skipped: number;
  failed: number;
}

const FAILED: readonly Schemas['MessageState'][] = ['FAILED', 'EXPIRED', 'UNKNOWN'];

/** What was sent, skipped and failed in each bucket. */
export function moments(stats: Stats): Moment[] {
  return stats.buckets.map(({ at, decisions, messages }) => ({
    at,
    sent: sum(messages.filter(({ state }) => state === 'SENT')),
    skipped: sum(decisions.filter(({ outcome }) => outcome === 'SKIPPED')),
    failed: sum(messages.filter(({ state }) => FAILED.includes(state))),
  }));
}

export interface Total<K> {
  key: K;
  count: number;
}

/** Why nothing was sent, the most frequent reason first. */
export function skipReasons(stats: Stats): Total<Schemas['Reason']>[] {
  return totals(stats.buckets.flatMap(({ decisions }) => decisions)
    .filter(({ outcome }) => outcome === 'SKIPPED').map(({ reason, count }) => ({ key: reason, count })));
}

/** How often messages came into a state, the most frequent state first. */
export function messageStates(stats: Stats): Total<Schemas['MessageState']>[] {
  return totals(stats.buckets.flatMap(({ messages }) => messages).map(({ state, count }) => ({ key: state, count })));
}

function totals<K>(counts: readonly Total<K>[]): Total<K>[] {
  const byKey = new Map<K, number>();
  counts.forEach(({ key, count }) => byKey.set(key, (byKey.get(key) ?? 0) + count));
  return [...byKey].map(([key, count]) => ({ key, count })).sort((one, other) => other.count - one.count);
}

export function sum(counts: readonly { count: number }[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}
