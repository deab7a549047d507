import { expect, test } from 'vitest';
import { ApiError } from '../api/problem';
import { errorAt, unplaced } from './field-errors';

const errors = [
  { pointer: '/caps/perDay', code: 'range' as const, message: 'Too small.' },
  { pointer: '/holidays/0', code: 'format' as const, message: 'No date.' },
  { pointer: '/holidays/2', code: 'format' as const, message: 'No date either.' },
];

test('an error is shown at its field', () => {
  expect(errorAt(errors, '/caps/perDay')).toBe('Too small.');
});

test('errors inside a list are those of the list', () => {
  expect(errorAt(errors, '/holidays')).toBe('No date. No date either.');
});

test('a field whose name begins alike has no error', () => {
  expect(errorAt(errors, '/caps/per')).toBeUndefined();
});

test('a failure is shown as a whole unless each of its errors is at a field', () => {
  const refused = new ApiError(400, { errors });
  expect(unplaced(refused, ['/caps/perDay', '/holidays'])).toBeUndefined();
  expect(unplaced(refused, ['/holidays'])).toBe(refused);
  const unavailable = new ApiError(503, {});
  expect(unplaced(unavailable, ['/holidays'])).toBe(unavailable);
});
