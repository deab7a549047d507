import { expect, test } from 'vitest';
import { emptyDraft, toBody, toDraft } from './templates';

const template = {
  name: 'still-there', channel: 'whatsapp' as const, body: 'Hi', contentSid: `HX${'0'.repeat(32)}`,
  contentVariables: { 1: '{{firstName}}' }, version: 2, createdAt: '2026-04-12T14:22:10.000Z',
  updatedAt: '2026-04-12T14:22:10.000Z',
};

test('a template that was read is sent back as it was', () => {
  expect(toBody(toDraft(template))).toEqual({
    channel: 'whatsapp', body: 'Hi', contentSid: template.contentSid, contentVariables: { 1: '{{firstName}}' },
  });
});

test('a text for SMS has neither a subject nor an approved template', () => {
  expect(toBody({ ...toDraft(template), channel: 'sms', subject: 'Hello' })).toEqual({ channel: 'sms', body: 'Hi' });
});

test('a template for any channel may have both', () => {
  expect(toBody({ ...emptyDraft, body: 'Hi', subject: 'Hello' })).toEqual({ body: 'Hi', subject: 'Hello' });
});
