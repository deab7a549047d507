import { expect, test } from 'vitest';
import type { Automation } from '../automations/automations';
import type { Lead } from '../leads/leads';
import { checkOf } from './check';
import type { Decision } from './decisions';

const automation = {
  _id: 'a', version: 2, sourceStatuses: ['New lead', 'Contacted'], maxFollowUpCount: 3,
  schedule: { start: '09:00', end: '18:00', days: ['MON', 'TUE'] },
} as Automation;
const lead: Lead = {
  leadId: 'lead-7', attributes: { status: 'Lost', phone: '12' }, conversation: {}, optOuts: [],
  automations: [{ automationId: 'a', transitions: 1, followUps: 1, runs: [] }],
};
const because = (reason: Decision['reason'], automationVersion = 2) => ({ reason, automationVersion }) as Decision;

test('a check has what the automation expects and what the lead has', () => {
  expect(checkOf(because('SOURCE_STATUS'), automation, lead)).toEqual(
    { expected: 'a status that is one of “New lead”, “Contacted”', actual: '“Lost”' });
  expect(checkOf(because('MAX_FOLLOW_UPS'), automation, lead)).toEqual(
    { expected: 'at most 3 follow-ups', actual: '1 follow-up' });
  expect(checkOf(because('OUTSIDE_SCHEDULE'), automation, lead)).toEqual(
    { expected: 'between 09:00 and 18:00 on Mon, Tue', actual: 'a lead without a time zone' });
  expect(checkOf(because('BAD_ADDRESS'), automation, lead)?.actual).toBe('phone “12”, e-mail no value');
});

test('an automation that was changed since says nothing about an earlier decision', () => {
  expect(checkOf(because('SOURCE_STATUS', 1), automation, lead)).toBeUndefined();
  expect(checkOf(because('SOURCE_STATUS'), undefined, lead)).toBeUndefined();
});

test('other reasons compare nothing of the automation', () => {
  expect(checkOf(because('KEYWORD'), automation, lead)).toBeUndefined();
});
