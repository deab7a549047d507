import { expect, test } from 'vitest';
import { bodyOf, cancelOn, listenedTypes, newDraft } from './draft';

test('what the choices of the form make meaningless is not sent', () => {
  const draft = { ...newDraft(), name: 'a', description: '', sourceStatuses: [], targetStatuses: ['Won'],
    maxLateness: '1d', conditions: [] };

  expect(bodyOf({ ...draft, triggerLogicType: 'event' as const })).toEqual({
    name: 'a', event: 'message.received', triggerLogicType: 'event', enabled: true,
    actions: { sendMessage: [{ template: '', channel: 'sms' }] },
  });
});

test('steps replace the delay, but not the switch of the timer', () => {
  const steps = [{ delay: 1, unit: 'days' as const }];

  expect(bodyOf({ ...newDraft(), steps })).not.toHaveProperty('timerLogic');
  expect(bodyOf({ ...newDraft(), steps, timerLogic: { enabled: false, delay: 2, unit: 'days' } }).timerLogic)
    .toEqual({ enabled: false });
});

test('an empty list of cancelling changes is sent, because it differs from the default', () => {
  expect(bodyOf({ ...newDraft(), cancelOn: [] }).cancelOn).toEqual([]);
  expect(cancelOn(newDraft())).toEqual(['reply', 'status_change']);
  expect(cancelOn({ ...newDraft(), triggerLogicType: 'event' })).toEqual([]);
});

test('a type that is listened to twice is listed once', () => {
  expect(listenedTypes({ event: 'a', triggerType: 'a' })).toEqual(['a']);
  expect(listenedTypes({ triggerType: 'b' })).toEqual(['b']);
});
