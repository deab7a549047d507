import { expect, test } from 'vitest';
import { toBody, toDraft, type Organization } from './organization';

const unset: Organization = {
  _id: 'acme', timezone: 'UTC', webhookUrl: null, caps: { perDay: null, perWeek: null, onExceeded: 'drop' },
  quietHours: null, holidays: [], maxEventAge: '7d', ceilingPerHour: 10, defaultRegion: null, optOutWords: [],
  optInWords: [], channels: {}, inbound: { createLeads: false }, version: 1,
};

test('settings that were read are sent back as they were', () => {
  const { _id, version, ...settings } = {
    ...unset, timezone: 'Europe/Lisbon', webhookUrl: 'https://example.com/hook', defaultRegion: 'PT',
    caps: { perDay: 1, perWeek: 3, onExceeded: 'defer' as const },
    quietHours: [{ start: '21:00', end: '08:00', days: ['SAT' as const, 'SUN' as const], timezone: 'Europe/Lisbon' }],
    holidays: ['12-25'], optOutWords: ['basta'], optInWords: ['sim'],
    channels: {
      sms: { providers: ['eu', 'us'], from: '+14155550199' },
      email: { from: 'Acme <hello@example.com>', unsubscribeMailto: 'unsubscribe@example.com' },
    },
    inbound: { createLeads: true },
  };
  expect(toBody(toDraft({ _id, version, ...settings }))).toEqual(settings);
});

test('what was never set stays unset', () => {
  expect(toBody(toDraft(unset))).toEqual({
    timezone: 'UTC', maxEventAge: '7d', ceilingPerHour: 10, caps: { onExceeded: 'drop' }, quietHours: [], holidays: [],
    optOutWords: [], optInWords: [], channels: {}, inbound: { createLeads: false },
  });
});

test('one provider is a list of one', () => {
  const draft = toDraft({ ...unset, channels: { sms: { provider: 'log' } } });
  expect(draft.channels.sms.providers).toEqual(['log']);
  expect(toBody(draft).channels).toEqual({ sms: { providers: ['log'] } });
});

test('no limit of the age is null', () => {
  const draft = toDraft({ ...unset, maxEventAge: null });
  expect(draft.maxEventAge.unit).toBe('');
  expect(toBody(draft).maxEventAge).toBeNull();
});

test('the days of quiet hours are sent in the order of the week', () => {
  const draft = toDraft(unset);
  draft.quietHours = [{ start: '21:00', end: '24:00', days: ['SUN', 'MON'], timezone: '' }];
  expect(toBody(draft).quietHours).toEqual([{ start: '21:00', end: '24:00', days: ['MON', 'SUN'] }]);
});
