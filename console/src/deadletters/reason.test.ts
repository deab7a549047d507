import { expect, test } from 'vitest';
import { oneLine, position, readable } from './reason';

test('a reason is shown without the pointers to its fields', () => {
  expect(readable('/data/to: Expected a status in "to".')).toEqual({
    text: 'Expected a status in "to".', fields: ['data.to'],
  });
  expect(oneLine('/data/to: Expected a status in "to".')).toBe('Expected a status in "to". (data.to)');
  expect(readable('/type: "type" is required. /lead/a~1b: Expected text but found a list. There are 2 more errors.'))
    .toEqual({
      text: '"type" is required. Expected text but found a list. There are 2 more errors.', fields: ['type', 'lead.a/b'],
    });
});

test('a reason without a pointer stays as it is', () => {
  expect(readable('Not JSON: expected a value at 1:1.')).toEqual({ text: 'Not JSON: expected a value at 1:1.', fields: [] });
  expect(readable('The path /a: Is not a pointer.')).toEqual({ text: 'The path /a: Is not a pointer.', fields: [] });
});

test('a record of the demo has no position', () => {
  expect(position({ partition: 3, offset: 17 })).toBe('Partition 3, offset 17');
  expect(position({ partition: 3, offset: -17 })).toBe('From the history of the demo');
});
