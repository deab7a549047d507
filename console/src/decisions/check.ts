import type { Automation } from '../automations/automations';
import { attribute, leadZone, type Lead } from '../leads/leads';
import { valueText, type Decision } from './decisions';

/** What a check other than the conditions compared. The lead is as it is now; the decision does not keep it. */
export interface Check {
  expected: string;
  /** Undefined if the lead is not known, or nothing of it was compared. */
  actual: string | undefined;
}

/** The automation's own requirement that a decision was about, as it was in the version that decided. */
export function checkOf(decision: Decision, automation: Automation | undefined,
  lead: Lead | undefined): Check | undefined {
  if (automation?.version !== decision.automationVersion) {
    return undefined;
  }
  switch (decision.reason) {
    case 'SOURCE_STATUS':
      return { expected: `a status that is ${oneOf(automation.sourceStatuses)}`, actual: status(lead) };
    case 'TARGET_STATUS':
      return { expected: `a new status that is ${oneOf(automation.targetStatuses)}`, actual: status(lead) };
    case 'MAX_TRANSITIONS':
      return {
        expected: `at most ${automation.maxTransitions ?? '?'} runs for a lead`,
        actual: counted(stateOf(automation, lead)?.transitions, 'run'),
      };
    case 'MAX_FOLLOW_UPS':
      return {
        expected: `at most ${automation.maxFollowUpCount ?? '?'} follow-ups`,
        actual: counted(stateOf(automation, lead)?.followUps, 'follow-up'),
      };
    case 'OUTSIDE_SCHEDULE':
      return { expected: hours(automation.schedule), actual: lead && (leadZone(lead) ?? 'a lead without a time zone') };
    case 'NO_ADDRESS':
    case 'BAD_ADDRESS':
      return { expected: 'a phone number or e-mail address to send to', actual: addresses(lead) };
    default:
      return undefined;
  }
}

const oneOf = (statuses: string[] = []) =>
  (statuses.length === 1 ? valueText(statuses[0]) : `one of ${valueText(statuses)}`);

const status = (lead: Lead | undefined) => lead && valueText(attribute(lead, 'status'));

const stateOf = (automation: Automation, lead: Lead | undefined) =>
  lead?.automations.find(({ automationId }) => automationId === automation._id);

function counted(count: number | undefined, what: string): string | undefined {
  return count === undefined ? undefined : `${count} ${count === 1 ? what : `${what}s`}`;
}

function hours(schedule: Automation['schedule']): string {
  const days = schedule?.days?.map((day) => day.charAt(0) + day.slice(1).toLowerCase()).join(', ');
  const between = schedule?.start && schedule.end ? `between ${schedule.start} and ${schedule.end}` : 'at any hour';
  return days ? `${between} on ${days}` : between;
}

function addresses(lead: Lead | undefined): string | undefined {
  return lead && `phone ${valueText(attribute(lead, 'phone'))}, e-mail ${valueText(attribute(lead, 'email'))}`;
}
