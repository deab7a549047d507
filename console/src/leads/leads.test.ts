import { expect, test } from 'vitest';
import type { Schemas } from '../api/client';
import {
  answers, attribute, customAttributes, entries, entryKey, eventText, knownStatuses, leadName, leadQuery, leadZone, verdict, waitingRuns,
  type Lead,
} from './leads';

const lead = (change: Partial<Lead> = {}): Lead => ({
  leadId: 'lead-7', attributes: { firstName: 'Ana', phone: '+14155550100', status: 'New lead' }, automations: [],
  conversation: {}, optOuts: [], ...change,
});
const run = (dueAt: string): Schemas['WaitingRun'] =>
  ({ number: 1, followUp: 1, startedAt: '2026-12-01T00:00:00.000Z', dueAt });
const decision = (automationId: string, outcome: Schemas['Outcome'], at: string) =>
  ({ id: `${automationId} ${at}`, automationId, outcome, at }) as Schemas['Decision'];

test('a lead is named by its name, an address or its id', () => {
  expect(leadName(lead())).toBe('Ana');
  expect(leadName(lead({ attributes: { firstName: 'Ana', lastName: 'Lima' } }))).toBe('Ana Lima');
  expect(leadName(lead({ attributes: { firstName: ' ', phone: '+14155550100' } }))).toBe('+14155550100');
  expect(leadName(lead({ attributes: {} }))).toBe('lead-7');
});

test('the zone of the phone counts where the lead has none', () => {
  expect(leadZone(lead({ derivedTimezone: 'Europe/Lisbon' }))).toBe('Europe/Lisbon');
  expect(leadZone(lead({ derivedTimezone: 'Europe/Lisbon', attributes: { timezone: 'Asia/Tokyo' } })))
    .toBe('Asia/Tokyo');
});

test('attributes are text', () => {
  const one = lead({ attributes: { status: 7, score: 85, city: 'Porto', address: { zip: '1' } } });

  expect(attribute(one, 'status')).toBeUndefined();
  expect(customAttributes(one)).toEqual([['address', '{"zip":"1"}'], ['city', 'Porto'], ['score', '85']]);
});

test('the list shows the last event first, or the leads that wait', () => {
  const all = { find: '', status: '', show: '' };

  expect(leadQuery(all)).toEqual({ sort: 'lastEventAt' });
  expect(leadQuery({ ...all, show: 'waiting', status: 'New lead' })).toEqual({ sort: 'nextDueAt', status: 'New lead' });
  expect(leadQuery({ ...all, find: 'ana' })).toEqual({ search: 'ana', sort: 'lastEventAt' });
});

test('statuses are offered once, however they are written', () => {
  expect(knownStatuses([{ sourceStatuses: ['Won', 'New lead'] }, { targetStatuses: ['won '] }],
    [lead(), lead({ attributes: { status: 'Lost' } })])).toEqual(['Lost', 'New lead', 'won ']);
});

test('the run that is due last comes first', () => {
  const waiting = lead({
    automations: [
      { automationId: 'a', transitions: 1, followUps: 0, runs: [run('2026-12-02T00:00:00.000Z')] },
      { automationId: 'b', transitions: 1, followUps: 0, runs: [run('2026-12-03T00:00:00.000Z')] },
    ],
  });

  expect(waitingRuns(waiting).map(({ automationId }) => automationId)).toEqual(['b', 'a']);
  expect(verdict(waiting, [])).toBe('This lead got nothing yet, and a follow-up waits');
});

test('each automation answers with its latest decision', () => {
  const found = answers([
    decision('a', 'SKIPPED', '2026-12-03'), decision('b', 'CANCELLED', '2026-12-02'),
    decision('a', 'FIRED', '2026-12-01'),
  ]);

  expect(found.map(({ automationId, latest, lastFiredAt }) => [automationId, latest.outcome, lastFiredAt])).toEqual([
    ['a', 'SKIPPED', '2026-12-01'], ['b', 'CANCELLED', undefined],
  ]);
  expect(verdict(lead(), found)).toBe('This lead got follow-ups');
  expect(verdict(lead(), [])).toBe('Why this lead got nothing');
});

test('many decisions of one event with the same reason are one entry', () => {
  const skipped = (id: string, eventId: string, reason = 'CONDITIONS') =>
    ({ kind: 'decision', at: '', decision: { id, eventId, outcome: 'SKIPPED', reason } }) as Schemas['TimelineEntry'];
  const event = { kind: 'event', at: '', event: { id: 'e' } } as Schemas['TimelineEntry'];
  const shown = entries([
    skipped('a', 'x'), skipped('b', 'x'), skipped('d', 'x', 'LATE'), skipped('c', 'x'), event, event, event,
    skipped('f', 'y'), skipped('g', 'y'),
  ]).map((entry) => ('alike' in entry ? entry.alike.map(({ id }) => id).join('') : entryKey(entry.item)));

  expect(shown).toEqual(['abc', 'd.d', 'e.e', 'e.e', 'e.e', 'd.f', 'd.g']);
  expect(entries([])).toEqual([]);
});

test('an event says what happened', () => {
  const event = (type: string, data: Record<string, unknown>) => ({ id: 'e', type, leadId: 'lead-7', data, notes: [] });

  expect(eventText(event('status_change', { from: 'New', to: 'Won' }))).toBe('From New to Won');
  expect(eventText(event('status_change', { to: 'Won' }))).toBe('To Won');
  expect(eventText(event('message.received', { body: 'Hi' }))).toBe('Hi');
  expect(eventText(event('message.received', { body: { text: 'Hi' } }))).toBeUndefined();
  expect(eventText(event('visit', { page: 'prices' }))).toBeUndefined();
});

test('an entry of the timeline has an address', () => {
  expect(entryKey({ kind: 'decision', at: '', decision: { id: 'x' } as Schemas['Decision'] })).toBe('d.x');
});
