import { expect, test } from 'vitest';
import type { Automation } from '../automations/automations';
import { judgements } from './blame';
import type { Decision } from './decisions';

type Held = boolean | 'unknown';

const leaf = (field: string) => ({ field, op: 'exists' as const });

function blamed(conditions: unknown[], held: Record<string, Held>, change: Partial<Decision> = {}): string[] {
  const trace = Object.entries(held).map(([field, result]) =>
    ({ field, op: 'exists', expected: null, actual: null, held: result }));
  const decision = { trace, automationVersion: 1, followUp: null, reason: 'CONDITIONS', ...change } as Decision;
  const automation = { version: 1, conditions } as Automation;
  return judgements(decision, automation).filter(({ isToBlame }) => isToBlame)
    .map(({ condition: { field }, mustHold }) => (mustHold ? field : `not ${field}`));
}

test('a condition that does not hold, or is unknown, is to blame', () => {
  expect(blamed([leaf('a'), leaf('b'), leaf('c')], { a: true, b: false, c: 'unknown' })).toEqual(['b', 'c']);
});

test('none of a group is to blame if one of it holds, and all are if none does', () => {
  const conditions = [{ any: [leaf('a'), leaf('b')] }, leaf('c')];

  expect(blamed(conditions, { a: true, b: false, c: false })).toEqual(['c']);
  expect(blamed(conditions, { a: false, b: 'unknown', c: true })).toEqual(['a', 'b']);
});

test('a condition that holds within "not" is to blame', () => {
  expect(blamed([{ not: leaf('a') }, leaf('b')], { a: true, b: true })).toEqual(['not a']);
  expect(blamed([{ not: { any: [leaf('a'), leaf('b')] } }], { a: false, b: true })).toEqual(['not b']);
  expect(blamed([{ not: { all: [leaf('a'), leaf('b')] } }], { a: true, b: true })).toEqual(['not a', 'not b']);
  expect(blamed([{ not: { all: [leaf('a'), leaf('b')] } }, leaf('c')], { a: true, b: false, c: false })).toEqual(['c']);
});

test('those to blame come first', () => {
  const trace = [['a', true], ['b', false]].map(([field, held]) => ({ field, op: 'exists', held }));
  const decision = { trace, automationVersion: 1, followUp: null, reason: 'CONDITIONS' } as unknown as Decision;

  expect(judgements(decision, { version: 1, conditions: [leaf('a'), leaf('b')] } as Automation)
    .map(({ condition }) => condition.field)).toEqual(['b', 'a']);
});

test('the conditions of a step are known, too', () => {
  const decision = {
    trace: [{ field: 'a', op: 'exists', held: true }], automationVersion: 1, followUp: 2, reason: 'STEP_CONDITIONS',
  } as unknown as Decision;
  const automation = { version: 1, conditions: [], steps: [{}, { conditions: [{ not: leaf('a') }] }] };

  expect(judgements(decision, automation as unknown as Automation))
    .toMatchObject([{ mustHold: false, isToBlame: true }]);
});

test('each condition counts for itself if the automation was changed since', () => {
  expect(blamed([{ not: leaf('a') }], { a: false }, { automationVersion: 2 })).toEqual(['a']);
  expect(blamed([leaf('x')], { a: false })).toEqual(['a']);
});

test('nothing is to blame where the conditions held', () => {
  expect(blamed([{ any: [leaf('a'), leaf('b')] }], { a: true, b: false }, { reason: 'IMMEDIATE' })).toEqual([]);
});
