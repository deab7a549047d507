import { expect, test } from 'vitest';
import { counted, isRetriable, messageTitle, recipient, retryFilter, type Message } from './messages';

const all = { state: '', channel: '', provider: '', code: '', automationId: '', leadId: '' };

test('a retry has the conditions of the list', () => {
  expect(retryFilter(all, {})).toEqual({});
  const from = '2026-12-01T00:00:00.000Z';
  expect(retryFilter({ ...all, state: 'FAILED', provider: 'eu', code: '30003' }, { from }))
    .toEqual({ state: 'FAILED', provider: 'eu', code: '30003', from });
});

test('messages that were sent are not retried', () => {
  expect(retryFilter({ ...all, state: 'SENT' }, {})).toBeUndefined();
  expect(isRetriable('UNKNOWN')).toBe(true);
  expect(isRetriable('QUEUED')).toBe(false);
});

test('a message names its recipient', () => {
  const message = { recipientKind: 'lead', channel: 'sms', to: '+14155550100' } as Message;

  expect(recipient(message)).toBe('+14155550100');
  expect(recipient({ ...message, to: undefined })).toBe('Deleted address');
  expect(recipient({ ...message, to: undefined, channel: 'webhook' })).toBe('Webhook');
});

test('a message has a title', () => {
  expect(messageTitle(undefined, { recipientKind: 'lead', channel: 'sms', to: '+14155550100' } as Message))
    .toBe('Sms to +14155550100');
  expect(messageTitle(undefined, { recipientKind: 'lead', channel: 'webhook' } as Message)).toBe('Webhook');
});

test('messages are counted', () => {
  expect(counted(1)).toBe('1 message');
  expect(counted(2000)).toBe('2,000 messages');
});
