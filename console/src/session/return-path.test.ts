import { expect, test } from 'vitest';
import { returnPath } from './return-path';

test.each(['/', '/leads/lead-7', '/decisions?outcome=SKIPPED&reason=CONDITIONS'])('%s is kept', (path) => {
  expect(returnPath(path)).toBe(path);
});

test.each([undefined, null, 7, '', 'leads', '//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example',
  'javascript:alert(1)', '/sign-in', '/sign-in/callback?code=1'])('%s leads to the start page', (path) => {
  expect(returnPath(path)).toBe('/');
});
