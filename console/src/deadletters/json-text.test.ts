import { expect, test } from 'vitest';
import { indentJson, jsonObjectProblem } from './json-text';

test('JSON is indented like JSON.stringify does', () => {
  const value = { id: 'evt-1', lead: { tags: ['a, b', 'say "hi": {}'], empty: {}, none: [] }, n: -1.5, ok: true, no: null };
  expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
});

test('a number keeps all its digits', () => {
  expect(indentJson('{"id":12345678901234567890}')).toBe('{\n  "id": 12345678901234567890\n}');
});

test('what is no JSON stays as it is', () => {
  expect(indentJson('{"id": ')).toBe('{"id": ');
});

test('a problem names line and column', () => {
  expect(jsonObjectProblem('{\n  "id": x\n}')).toMatch(/^This is not valid JSON: .*/);
});

test('only an object can be a record', () => {
  expect(jsonObjectProblem('[1]')).toBe('Expected a JSON object: { ... }');
  expect(jsonObjectProblem('{"id":1}')).toBeUndefined();
});
