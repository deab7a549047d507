import { Anchor, List, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useCatalog } from '../api/queries';
import { AutomationLink } from '../automations/AutomationLink';
import { eventLabel, type Automation } from '../automations/automations';
import { useAutomation } from '../automations/useAutomation';
import { attribute, type Lead } from '../leads/leads';
import { useLead } from '../leads/useLead';
import { DataTable, type Column } from '../shared/DataTable';
import { Fact, Facts } from '../shared/Facts';
import { InlineCode } from '../shared/InlineCode';
import { ReasonText } from '../shared/ReasonText';
import { StatusBadge } from '../shared/StatusBadge';
import { Time } from '../shared/Time';
import { judgements, type Judgement } from './blame';
import { checkOf } from './check';
import {
  decisionPath, expectation, fieldLabel, notes, omissions, preferenceFound, valueText, zoneSource, type Decision,
} from './decisions';

interface DecisionDetailsProps {
  decision: Decision;
  /** Leaves out the sentence that explains the reason, where it is shown beside the details. */
  withoutReason?: boolean;
}

/** Everything that explains a decision: what was compared, who was asked, which version decided in which zone. */
export function DecisionDetails({ decision, withoutReason = false }: DecisionDetailsProps) {
  const catalog = useCatalog().data;
  const automation = useAutomation(decision.automationId) ?? undefined;
  const lead = useLead(decision.leadId).data;
  const check = checkOf(decision, automation, lead);
  const advice = catalog?.reasons.find(({ outcome, reason }) =>
    outcome === decision.outcome && reason === decision.reason)?.advice;
  return (
    <Stack gap="md">
      {!withoutReason && <Text><ReasonText outcome={decision.outcome} reason={decision.reason} /></Text>}
      {decision.trace.length > 0 && (
        <Stack gap="xs">
          <Title order={3}>Conditions</Title>
          <Conditions judged={judgements(decision, automation)} />
        </Stack>
      )}
      <Facts>
        {check && <Fact term="Expected">{check.expected}</Fact>}
        {check?.actual && <Fact term="The lead has now">{check.actual}</Fact>}
        {decision.reason === 'OPTED_OUT' && lead && lead.optOuts.length > 0 && (
          <Fact term="Opted out"><OptOutsOf lead={lead} /></Fact>
        )}
        {advice && decision.trace.length === 0 && <Fact term="What to do"><InlineCode text={advice} /></Fact>}
        <Fact term="Automation">
          <AutomationLink id={decision.automationId} />, version {decision.automationVersion}
          {automation && automation.version !== decision.automationVersion && (
            <Text span inherit c="dimmed"> (today it is version {automation.version})</Text>
          )}
        </Fact>
        <Fact term="Decided"><Time at={decision.at} zone={decision.zone} /></Fact>
        {decision.userAsked && (
          <Fact term="Preference asked">
            {decision.userAsked}{capacity(decision.userAsked, lead, automation)}: {preferenceFound(decision.reason)}
          </Fact>
        )}
        {decision.zone && <Fact term="Time zone">{decision.zone}, {zoneSource(decision.zoneFrom)}</Fact>}
        {decision.dueAt && <Fact term="Waits until"><Time at={decision.dueAt} zone={decision.zone} /></Fact>}
        {decision.followUp !== null && (
          <Fact term="Follow-up">
            {decision.followUp}{decision.run !== null && ` of run ${decision.run}`}
            {decision.runEnded && ', which ended with it'}
          </Fact>
        )}
        <Fact term="Event">
          {decision.eventType === 'timer.due' ? 'The wait ended' : eventLabel(catalog, decision.eventType)}
          <Text span inherit c="dimmed"> · {decision.eventId}</Text>
        </Fact>
        {decision.skippedActions.length > 0 && (
          <Fact term="Left out">
            <List size="sm">
              {decision.skippedActions.map(({ action, reason }) => (
                <List.Item key={action}>{actionName(action, automation)}: {omissions[reason]}</List.Item>
              ))}
            </List>
          </Fact>
        )}
        {decision.messageIds.length > 0 && (
          <Fact term={decision.messageIds.length === 1 ? 'Message' : 'Messages'}>
            {decision.messageIds.map((id) => (
              <div key={id}>
                <Anchor component={Link} inherit
                  to={`/messages?${new URLSearchParams({ leadId: decision.leadId, open: id })}`}>{id}</Anchor>
              </div>
            ))}
          </Fact>
        )}
        {decision.notes && decision.notes.length > 0 && (
          <Fact term="Notes on the event"><Notes found={decision.notes} /></Fact>
        )}
        <Fact term="Id"><Anchor component={Link} inherit to={decisionPath(decision.id)}>{decision.id}</Anchor></Fact>
      </Facts>
    </Stack>
  );
}

function Conditions({ judged }: { judged: readonly Judgement[] }) {
  const catalog = useCatalog().data;
  const columns: Column<{ judgement: Judgement; key: string }>[] = [
    {
      header: 'Field',
      cell: ({ judgement: { condition: { field } } }) => (
        <Text span inherit fw={500} title={field}>{fieldLabel(catalog, field)}</Text>
      ),
    },
    {
      header: 'Expected',
      cell: ({ judgement: { condition, mustHold } }) =>
        (mustHold ? expectation(catalog, condition) : `not: ${expectation(catalog, condition)}`),
    },
    { header: 'Actual', cell: ({ judgement: { condition } }) => valueText(condition.actual) },
    { header: 'Result', cell: ({ judgement }) => <Result judgement={judgement} /> },
  ];
  return (
    <DataTable label="Conditions" columns={columns} rowKey={({ key }) => key}
      rows={judged.map((judgement, index) => ({ judgement, key: String(index) }))} />
  );
}

function Result({ judgement: { condition: { held, note }, mustHold, isToBlame } }: { judgement: Judgement }) {
  const tone = isToBlame ? 'bad' : held === mustHold ? 'good' : 'neutral';
  return (
    <>
      <StatusBadge tone={tone}>
        {typeof held !== 'boolean' ? 'Unknown' : held === mustHold ? 'As expected' : 'Not as expected'}
      </StatusBadge>
      {note && <Text size="sm" c="dimmed">{note}</Text>}
      {!isToBlame && held !== mustHold && <Text size="sm" c="dimmed">Made no difference</Text>}
    </>
  );
}

/** What was ignored in an event, or is doubtful about it. */
export function Notes({ found }: { found: NonNullable<Decision['notes']> }) {
  return (
    <List size="sm">
      {found.map(({ note, field }, index) => (
        <List.Item key={index}>{notes[note]}{field && ` (${field})`}</List.Item>
      ))}
    </List>
  );
}

function OptOutsOf({ lead }: { lead: Lead }) {
  return lead.optOuts.map(({ channel, at, by }) => (
    <div key={channel}>{channel === 'phone' ? 'Phone' : 'E-mail'}, <Time at={at} />, by {by ?? 'the lead'}</div>
  ));
}

function capacity(user: string, lead: Lead | undefined, automation: Automation | undefined): string {
  const ownerId = lead && attribute(lead, 'ownerId');
  if (user === ownerId) {
    return ', the lead’s owner';
  }
  return lead && ownerId === undefined && user === automation?.userId ? ', the automation’s creator' : '';
}

function actionName(action: number, automation: Automation | undefined): string {
  if (action < 0) {
    return 'The SMS to the user';
  }
  const template = automation?.actions?.sendMessage?.[action]?.template;
  return template ? `Message “${template}”` : `Message ${action + 1}`;
}
