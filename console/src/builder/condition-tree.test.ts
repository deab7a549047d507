import { expect, test } from 'vitest';
import { childrenOf, groupKind, groupOf, leaves, type Condition } from './condition-tree';

const status: Condition = { field: 'status', op: 'eq', value: 'New lead' };
const email: Condition = { field: 'email', op: 'exists' };

test.each(['all', 'any', 'none'] as const)('a group "%s" keeps its kind and its conditions', (kind) => {
  const group = groupOf(kind, [status, email]);

  expect(groupKind(group)).toBe(kind);
  expect(childrenOf(group).map((child) => child.condition)).toEqual([status, email]);
});

test('a "not" around one condition is a group "none" with one condition', () => {
  expect(groupKind({ not: status })).toBe('none');
  expect(childrenOf({ not: status })).toEqual([{ condition: status, pointer: '/not' }]);
  expect(childrenOf({ not: { all: [status] } })[0]?.condition).toEqual({ all: [status] });
});

test('pointers name the place in the automation', () => {
  expect(childrenOf(groupOf('none', [status, email])).map((child) => child.pointer)).toEqual(['/not/any/0', '/not/any/1']);
  expect(childrenOf(groupOf('any', [status])).map((child) => child.pointer)).toEqual(['/any/0']);
});

test('only conditions on fields are counted', () => {
  expect(leaves([status, groupOf('none', [email, groupOf('all', [status, email])])])).toBe(4);
});
