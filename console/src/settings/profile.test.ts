import { expect, test } from 'vitest';
import { toDraft, toPatch } from './profile';

const profile = { name: 'Maria', email: 'maria@example.com' };

test('a patch has only what changed', () => {
  expect(toPatch(profile, { ...toDraft(profile), phone: ' +14155551234 ' })).toEqual({ phone: '+14155551234' });
});

test('an emptied field is removed', () => {
  expect(toPatch(profile, { ...toDraft(profile), email: '' })).toEqual({ email: null });
});

test('nothing changed, nothing to send', () => {
  expect(toPatch(profile, toDraft(profile))).toEqual({});
});
