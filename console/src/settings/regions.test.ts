import { expect, test } from 'vitest';
import { regions } from './regions';

test('countries are found by their code', () => {
  expect(regions.find(({ value }) => value === 'PT')?.label).toBe('Portugal (PT)');
  expect(regions.length).toBeGreaterThan(230);
});

test('former countries and unions are left out', () => {
  expect(regions.map(({ value }) => value)).not.toEqual(expect.arrayContaining(['SU']));
  expect(regions.map(({ value }) => value)).not.toEqual(expect.arrayContaining(['EU']));
});
