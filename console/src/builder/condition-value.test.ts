import { expect, test } from 'vitest';
import type { Schemas } from '../api/client';
import { choiceOf, entryOf, parsed, pathOf } from './condition-value';

const fields = [
  { path: 'status' }, { path: 'attributes.*' }, { path: 'event.data.*' }, { path: 'event.type' },
] as Schemas['CatalogField'][];

test.each([['12', 'any', 12], ['12', 'text', '12'], ['012', 'any', '012'], ['1e5', 'number', '1e5'],
  ['-24h', 'number', '-24h'], ['true', 'any', true], ['true', 'text', 'true'], ['-3.5', 'number', -3.5]] as const)(
  '%s in a field of the type %s is %s', (text, type, value) => {
    expect(parsed(text, type)).toBe(value);
  });

test.each([['status', 'status', ''], ['attributes.address.city', 'attributes.*', 'address.city'],
  ['event.data.body', 'event.data.*', 'body'], ['source', 'attributes.*', 'source'], ['', '', '']])(
  'the field %s is chosen as %s', (path, chosen, name) => {
    expect(choiceOf(path, fields)).toEqual({ path: chosen, name });
  });

test('a choice becomes a path', () => {
  expect(pathOf({ path: 'attributes.*', name: 'city' })).toBe('attributes.city');
  expect(pathOf({ path: 'status', name: '' })).toBe('status');
});

test('the operator decides how its value is entered', () => {
  const operator = (operand: Schemas['Operand']) => ({ operator: 'eq', label: '', expects: '', operand }) as const;

  expect(entryOf(operator('none'))).toBe('none');
  expect(entryOf(operator('values'))).toBe('list');
  expect(entryOf(operator('range'))).toBe('pair');
  expect(entryOf(operator('ordered'))).toBe('text');
  expect(entryOf(undefined)).toBe('text');
});
