import { expect, test } from 'vitest';
import { isZone, localTime, relativeTime, sameClock, shortTime, utcTime, zoneName } from './time';

const at = new Date('2026-12-01T02:30:05.123Z');

test('an instant is shown in a zone', () => {
  expect(localTime(at, 'UTC')).toBe('Tue 1 Dec 2026, 02:30');
  expect(localTime(at, 'America/New_York')).toBe('Mon 30 Nov 2026, 21:30');
  expect(utcTime(at)).toBe('2026-12-01 02:30:05 UTC');
});

test('the weekday is named only where it differs', () => {
  expect(shortTime(at, 'Europe/Lisbon', 'UTC')).toBe('02:30');
  expect(shortTime(at, 'America/New_York', 'UTC')).toBe('Mon 21:30');
});

test('zones with the same offset show the same', () => {
  expect(sameClock(at, 'Europe/Lisbon', 'Europe/London')).toBe(true);
  expect(sameClock(at, 'Europe/Lisbon', 'Europe/Madrid')).toBe(false);
});

test('zones are named by their place', () => {
  expect(zoneName('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
  expect(isZone('Nowhere/Else')).toBe(false);
  expect(isZone(null)).toBe(false);
  expect(isZone('Asia/Tokyo')).toBe(true);
});

test.each([[90, 'in 1 minute'], [-7_300, '2 hours ago'], [-200_000, '2 days ago'], [-5, 'just now'],
  [5, 'in less than a minute']])('%d seconds from now is "%s"', (seconds, text) => {
  expect(relativeTime(new Date(at.getTime() + seconds * 1000), at)).toBe(text);
});
