import { expect, test } from 'vitest';
import { fromLocalInput, toLocalInput } from './local-input';

test('an instant is the same after it was shown in a field', () => {
  expect(fromLocalInput(toLocalInput('2026-07-01T10:15:00.000Z'))).toBe('2026-07-01T10:15:00.000Z');
});

test('an empty field is no instant', () => {
  expect(fromLocalInput('')).toBe('');
  expect(toLocalInput('')).toBe('');
});
