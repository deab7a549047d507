import { expect, test } from 'vitest';
import { isOfEvent, valueOf, variablesOf, withValues } from './variables';

test('each name is found once, with and without escaping', () => {
  expect(variablesOf('Hi {{firstName}}, {{ firstName }} {{{city}}} {{&zip}} {{lead.city}}', '{{subject}}'))
    .toEqual(['firstName', 'city', 'zip', 'subject']);
});

test('sections name a variable; their ends, comments and what they provide themselves do not', () => {
  expect(variablesOf('{{#homes}}{{-index}}: {{.}} {{this}}{{/homes}}{{^homes}}none{{/homes}}{{! a note }}'))
    .toEqual(['homes']);
});

test('a text without tags has no variables', () => {
  expect(variablesOf('Reply STOP {to} opt out', undefined)).toEqual([]);
});

test('the value of a path is read from the attributes', () => {
  const attributes = { firstName: 'Ana', score: 85, tags: ['hot', 'vip'], home: { city: 'Porto' } };
  expect(valueOf(attributes, 'firstName')).toBe('Ana');
  expect(valueOf(attributes, 'score')).toBe('85');
  expect(valueOf(attributes, 'tags')).toBe('hot, vip');
  expect(valueOf(attributes, 'home.city')).toBe('Porto');
  expect(valueOf(attributes, 'home')).toBeUndefined();
  expect(valueOf(attributes, 'lastName')).toBeUndefined();
});

test('typed values replace those of the lead and leave it unchanged', () => {
  const attributes = { firstName: 'Ana', home: { city: 'Porto' } };
  expect(withValues(attributes, { firstName: 'Ben', 'home.street': 'Rua 1', 'car.make': 'Fiat' }))
    .toEqual({ firstName: 'Ben', home: { city: 'Porto', street: 'Rua 1' }, car: { make: 'Fiat' } });
  expect(attributes).toEqual({ firstName: 'Ana', home: { city: 'Porto' } });
});

test('values of the event are told from those of the lead', () => {
  expect(isOfEvent('event.data.price')).toBe(true);
  expect(isOfEvent('eventful')).toBe(false);
});
