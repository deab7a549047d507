import { expect, test } from 'vitest';
import { copyOf, summary, type Automation } from './automations';

const automation: Automation = {
  _id: '1', organizationId: 'demo', userId: 'maria', name: 'Reminder', version: 3, enabled: true,
  createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z', event: 'message.received',
  triggerLogicType: 'timer', timerLogic: { delay: 1, unit: 'days' },
  actions: { sendMessage: [{ template: 'reminder', channel: 'sms' }] },
};

test('an automation is summed up by its events and its wait', () => {
  expect(summary(automation, undefined)).toBe('Message received, after 1 day');
  expect(summary({ ...automation, triggerType: 'status_change', triggerLogicType: 'event' }, undefined))
    .toBe('Message received or status change, at once');
  expect(summary({ ...automation, steps: [{ delay: 1, unit: 'days' }, { delay: 2, unit: 'days' }] }, undefined))
    .toBe('Message received, in 2 steps');
});

test('a copy has another name, no id, and is switched off', () => {
  expect(copyOf(automation)).toEqual({
    name: 'Copy of Reminder', enabled: false, event: 'message.received', triggerLogicType: 'timer',
    timerLogic: { delay: 1, unit: 'days' }, actions: { sendMessage: [{ template: 'reminder', channel: 'sms' }] },
  });
});
