import { expect, test } from 'vitest';
import { jsonFault } from './json-fault';
import { indentJson, jsonObjectProblem } from './json-text';

test('JSON is indented like JSON.stringify does', () => {
  const value = { id: 'evt-1', lead: { tags: ['a, b', 'say "hi": {}'], empty: {}, none: [] }, n: -1.5, ok: true, no: null };
  expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
});

test('a text that ends like an opened list stays on its line', () => {
  expect(indentJson('{"a":"{"}')).toBe('{\n  "a": "{"\n}');
});

test('a number keeps all its digits', () => {
  expect(indentJson('{"id":12345678901234567890}')).toBe('{\n  "id": 12345678901234567890\n}');
});

test('what is no JSON stays as it is', () => {
  expect(indentJson('{"id": ')).toBe('{"id": ');
});

test('a problem names line and column and what is expected there', () => {
  expect(jsonObjectProblem('{\n  "id": x\n}')).toMatch(/^Line 2, column 9: expected a value/);
  expect(jsonObjectProblem('{"a": 1 "b": 2}')).toBe('Line 1, column 9: expected a comma or }.');
  expect(jsonObjectProblem('{id: 1}')).toBe('Line 1, column 2: expected a name in double quotes.');
});

test('only an object can be a record', () => {
  expect(jsonObjectProblem('[1]')).toBe('Expected a JSON object: { ... }.');
  expect(jsonObjectProblem('{"id":1}')).toBeUndefined();
});

test.each([
  '{}', '[]', ' [1, -0.5e3, "\\u00e9\\n", true, null, {"a": [[]]}] ', '"x"', '0', '', '{', '[1,]', '{"a":1,}', '01', '+1', '1.',
  '"\\x"', '"a\nb"', '{} {}', 'tru', 'nullx', "{'a': 1}", '{"a"}', '[1 2]', '{"a":}', '\u00a0{}', '1e5', '-', '"',
])('%j is JSON exactly if the browser says so', (json) => {
  let isJson = true;
  try {
    JSON.parse(json);
  } catch {
    isJson = false;
  }
  expect(jsonFault(json) === undefined).toBe(isJson);
});
