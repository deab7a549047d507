import { expect, test } from 'vitest';
import { chosenPeriod, fromLocalInput, intervalOf, toLocalInput } from './interval';

const now = new Date('2026-12-01T12:00:00.000Z');
const none = { period: '', from: '', to: '' };

test('a period ends now', () => {
  expect(intervalOf({ ...none, period: 'day' }, now)).toEqual({ from: '2026-11-30T12:00:00.000Z' });
  expect(intervalOf(none, now)).toEqual({});
});

test('instants in the address mean "between", and those that are not valid are left out', () => {
  const choice = { ...none, from: '2026-11-01T00:00:00.000Z', to: 'tomorrow' };

  expect(chosenPeriod(choice)).toBe('between');
  expect(intervalOf(choice, now)).toEqual({ from: '2026-11-01T00:00:00.000Z' });
  expect(intervalOf({ ...choice, from: '2026-11' }, now)).toEqual({});
});

test('an unknown period is any time', () => {
  expect(chosenPeriod({ ...none, period: 'century' })).toBe('');
});

test('an input of the viewer\'s zone is the same instant again', () => {
  expect(fromLocalInput(toLocalInput('2026-12-01T09:30:00.000Z'))).toBe('2026-12-01T09:30:00.000Z');
  expect(toLocalInput('no instant')).toBe('');
  expect(fromLocalInput('')).toBe('');
});
