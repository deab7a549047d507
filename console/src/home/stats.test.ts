import { expect, test } from 'vitest';
import type { Schemas } from '../api/client';
import { bucketEnd, interval, messageStates, moments, skipReasons } from './stats';

const stats: Schemas['Stats'] = {
  from: '2026-12-01T00:00:00.000Z', to: '2026-12-01T02:00:00.000Z', by: 'hour',
  buckets: [
    {
      at: '2026-12-01T00:00:00.000Z',
      decisions: [{ outcome: 'SKIPPED', reason: 'CONDITIONS', count: 2 }, { outcome: 'FIRED', reason: 'IMMEDIATE', count: 5 }],
      messages: [{ channel: 'sms', state: 'SENT', count: 4 }, { channel: 'email', state: 'SENT', count: 1 },
        { channel: 'sms', state: 'UNKNOWN', count: 1 }],
    },
    {
      at: '2026-12-01T01:00:00.000Z',
      decisions: [{ outcome: 'SKIPPED', reason: 'OPTED_OUT', count: 3 }, { outcome: 'SKIPPED', reason: 'CONDITIONS', count: 2 }],
      messages: [],
    },
  ],
};

test('each bucket has what was sent, skipped and failed', () => {
  expect(moments(stats)).toEqual([
    { at: '2026-12-01T00:00:00.000Z', sent: 5, skipped: 2, failed: 1 },
    { at: '2026-12-01T01:00:00.000Z', sent: 0, skipped: 5, failed: 0 },
  ]);
});

test('totals are ordered by their count', () => {
  expect(skipReasons(stats)).toEqual([{ key: 'CONDITIONS', count: 4 }, { key: 'OPTED_OUT', count: 3 }]);
  expect(messageStates(stats)).toEqual([{ key: 'SENT', count: 5 }, { key: 'UNKNOWN', count: 1 }]);
});

test('an interval ends with the current bucket', () => {
  expect(interval('day', new Date('2026-12-01T10:20:00Z'))).toEqual({
    from: '2026-11-30T11:00:00.000Z', to: '2026-12-01T11:00:00.000Z', by: 'hour',
  });
  expect(interval('week', new Date('2026-12-01T10:20:00Z'))).toEqual({
    from: '2026-11-25T00:00:00.000Z', to: '2026-12-02T00:00:00.000Z', by: 'day',
  });
  expect(bucketEnd('2026-12-01T10:00:00.000Z', 'day')).toBe('2026-12-02T10:00:00.000Z');
});
