import { expect, test } from 'vitest';
import { newDraft } from './draft';
import { dataRead, newScenario, simulationOf, toForm } from './scenario';

const draft = { ...newDraft(), sourceStatuses: ['New lead'] };

test('a draft without a name is simulated for a lead in the status that it asks for', () => {
  const request = simulationOf(draft, newScenario);

  expect(request?.automation.name).toBe('Untitled');
  expect(request?.lead?.status).toBe('New lead');
  expect(request?.event).toEqual({
    type: 'message.received', data: { direction: 'inbound', body: 'Is it still available?' },
  });
  expect(request).not.toHaveProperty('at');
});

test('a known lead is named, and nothing is assumed about it', () => {
  const request = simulationOf(draft, { ...newScenario, leadId: 'lead-7' });

  expect(request?.event.leadId).toBe('lead-7');
  expect(request).not.toHaveProperty('lead');
});

test('a change of status is the one that the automation waits for', () => {
  const waiting = { ...draft, event: 'status_change', targetStatuses: ['Won'] };

  expect(simulationOf(waiting, newScenario)?.event.data).toEqual({ from: 'New lead', to: 'Won' });
  expect(simulationOf(waiting, { ...newScenario, to: 'Lost' })?.event.data).toEqual({ from: 'New lead', to: 'Lost' });
});

test('the data that conditions read are those that were typed', () => {
  const quoted = {
    ...draft, event: 'quote.sent', conditions: [{ field: 'event.data.amount', op: 'gte' as const, value: 500 }],
  };

  expect(dataRead(quoted)).toEqual(['amount']);
  expect(simulationOf(quoted, { ...newScenario, data: { amount: '750', other: 'x' } })?.event.data)
    .toEqual({ amount: 750 });
  expect(simulationOf(quoted, newScenario)?.event.data).toEqual({});
  expect(simulationOf({ ...quoted, conditions: [{ field: 'event.data.visit.city', op: 'exists' }] },
    { ...newScenario, data: { 'visit.city': 'Rome' } })?.event.data).toEqual({ visit: { city: 'Rome' } });
});

test('without an event there is nothing to simulate', () => {
  expect(simulationOf({ ...draft, event: undefined }, newScenario)).toBeUndefined();
});

test('pointers into the automation become those of the form', () => {
  expect(toForm([{ pointer: '/automation/actions/sendMessage' }, { pointer: '/lead/phone' }]))
    .toEqual([{ pointer: '/actions/sendMessage' }]);
});
