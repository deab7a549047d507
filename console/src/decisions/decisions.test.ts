import { expect, test } from 'vitest';
import type { Schemas } from '../api/client';
import {
  countReasons, countedInterval, expectation, fieldLabel, preferenceFound, valueText, type JudgedCondition,
} from './decisions';

const catalog = {
  fields: [{ path: 'status', label: 'Status' }],
  operators: [
    { operator: 'eq', label: 'is', operand: 'value' }, { operator: 'exists', label: 'has a value', operand: 'none' },
    { operator: 'between', label: 'is between', operand: 'range' },
  ],
} as Schemas['Catalog'];

const judged = (change: Partial<JudgedCondition>): JudgedCondition =>
  ({ field: 'status', op: 'eq', expected: 'New', actual: 'Won', held: true, ...change });

test.each([
  [null, 'no value'], ['', '“”'], ['New lead', '“New lead”'], [85, '85'], [true, 'true'], [['a', 1], '“a”, 1'],
  [[], 'an empty list'], [{ a: 1 }, '{"a":1}'],
])('the value %j is shown as %s', (value, text) => {
  expect(valueText(value)).toBe(text);
});

test('a condition is shown with the labels of the catalog', () => {
  expect(fieldLabel(catalog, 'status')).toBe('Status');
  expect(fieldLabel(catalog, 'attributes.city')).toBe('city');
  expect(expectation(catalog, judged({}))).toBe('is “New”');
  expect(expectation(catalog, judged({ op: 'exists', expected: null }))).toBe('has a value');
  expect(expectation(catalog, judged({ op: 'between', expected: [1, 7] }))).toBe('is between 1 and 7');
  expect(expectation(undefined, judged({ op: 'exists', expected: null }))).toBe('exists');
});

test('the reason says what the preference was', () => {
  expect(preferenceFound('NO_PREFERENCE')).toBe('never switched on');
  expect(preferenceFound('PREFERENCE_OFF')).toBe('switched off');
  expect(preferenceFound('CONDITIONS')).toBe('on');
});

test('reasons are counted, the most frequent first', () => {
  expect(countReasons([
    { outcome: 'SKIPPED', reason: 'CAPPED', count: 1 }, { outcome: 'DEFERRED', reason: 'CAPPED', count: 4 },
    { outcome: 'SKIPPED', reason: 'CAPPED', count: 5 },
  ])).toEqual([
    { outcome: 'SKIPPED', reason: 'CAPPED', count: 6 }, { outcome: 'DEFERRED', reason: 'CAPPED', count: 4 },
  ]);
});

test('counts cover the interval of the list, or the last seven days', () => {
  const now = new Date('2026-12-08T11:20:00.000Z');

  expect(countedInterval({}, now)).toEqual(
    { from: '2026-12-01T12:00:00.000Z', to: '2026-12-08T12:00:00.000Z', by: 'hour' });
  expect(countedInterval({ from: '2026-10-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' }, now)).toEqual(
    { from: '2026-10-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z', by: 'day' });
});
