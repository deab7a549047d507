import { expect, test } from 'vitest';
import { readUrlState, writeUrlState } from './url-state';

const defaults = { name: '', sort: 'createdAt' };

test('what the address does not name has its default', () => {
  expect(readUrlState(new URLSearchParams('name=a%26b'), defaults)).toEqual({ name: 'a&b', sort: 'createdAt' });
});

test('a default is removed from the address, and other parameters are kept', () => {
  const written = writeUrlState(new URLSearchParams('name=a&sort=name&panel=x'), defaults, { sort: 'createdAt' });

  expect(written.toString()).toBe('name=a&panel=x');
});
