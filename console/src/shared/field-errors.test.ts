import { expect, test } from 'vitest';
import { errorAt } from './field-errors';

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
