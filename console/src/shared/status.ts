import type { Schemas } from '../api/client';

/** Five meanings, so that a colour says the same on every screen. */
export type Tone = 'good' | 'waiting' | 'warning' | 'bad' | 'neutral';

export const outcomeTones: Record<Schemas['Outcome'], Tone> = {
  STARTED: 'waiting',
  FIRED: 'good',
  DEFERRED: 'waiting',
  SKIPPED: 'neutral',
  CANCELLED: 'neutral',
};

export const messageTones: Record<Schemas['MessageState'], Tone> = {
  QUEUED: 'waiting',
  SENDING: 'waiting',
  SENT: 'good',
  DELIVERED: 'good',
  FAILED: 'bad',
  EXPIRED: 'bad',
  OPTED_OUT: 'neutral',
  UNKNOWN: 'bad',
};

/** "Opted out" for "OPTED_OUT": what is shown while the catalog is not loaded. */
export function humanized(constant: string): string {
  const words = constant.toLowerCase().replaceAll(/[_.]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
