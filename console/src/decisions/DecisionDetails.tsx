import { Anchor, List, Stack, Text, Title, type TitleOrder } from '@mantine/core';
import { Link } from 'react-router';
import { useCatalog } from '../api/queries';
import { AutomationLink } from '../automations/AutomationLink';
import { eventLabel, type Automation } from '../automations/automations';
import { useAutomations } from '../automations/useAutomations';
import { DataTable, type Column } from '../shared/DataTable';
import { Fact, Facts } from '../shared/Facts';
import { ReasonText } from '../shared/ReasonText';
import { StatusBadge } from '../shared/StatusBadge';
import { Time } from '../shared/Time';
import {
  expectation, failedFirst, fieldLabel, notes, omissions, preferenceFound, valueText, zoneSource, type Decision,
  type JudgedCondition,
} from './decisions';

interface DecisionDetailsProps {
  decision: Decision;
  /** The lead's owner, if it is known: says in which capacity a user was asked. */
  ownerId?: string | undefined;
  /** The level of the headings. */
  order?: TitleOrder;
}

/** Everything that explains a decision: what was compared, who was asked, which version decided in which zone. */
export function DecisionDetails({ decision, ownerId, order = 3 }: DecisionDetailsProps) {
  const catalog = useCatalog().data;
  const automation = useAutomations().automations.get(decision.automationId);
  const advice = catalog?.reasons.find(({ outcome, reason }) =>
    outcome === decision.outcome && reason === decision.reason)?.advice;
  return (
    <Stack gap="md">
      <div>
        <Text><ReasonText outcome={decision.outcome} reason={decision.reason} /></Text>
        {advice && <Text size="sm" c="dimmed" mt={4}>What to do: {advice}</Text>}
      </div>
      {decision.trace.length > 0 && (
        <Stack gap="xs">
          <Title order={order} size="h3">Conditions</Title>
          <Conditions trace={decision.trace} />
        </Stack>
      )}
      <Facts>
        <Fact term="Automation">
          <AutomationLink id={decision.automationId} />, version {decision.automationVersion}
          {automation && automation.version !== decision.automationVersion && (
            <Text span inherit c="dimmed"> (today it is version {automation.version})</Text>
          )}
        </Fact>
        <Fact term="Decided"><Time at={decision.at} zone={decision.zone} /></Fact>
        {decision.userAsked && (
          <Fact term="Preference asked">
            {decision.userAsked}{capacity(decision.userAsked, ownerId, automation)}: {preferenceFound(decision.reason)}
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
      </Facts>
    </Stack>
  );
}

function Conditions({ trace }: { trace: readonly JudgedCondition[] }) {
  const catalog = useCatalog().data;
  const columns: Column<{ condition: JudgedCondition; key: string }>[] = [
    {
      header: 'Field',
      cell: ({ condition: { field } }) => <Text span inherit fw={500} title={field}>{fieldLabel(catalog, field)}</Text>,
    },
    { header: 'Expected', cell: ({ condition }) => expectation(catalog, condition) },
    { header: 'Actual', cell: ({ condition: { actual } }) => valueText(actual) },
    { header: 'Result', cell: ({ condition }) => <Result condition={condition} /> },
  ];
  return (
    <DataTable label="Conditions" columns={columns} rowKey={({ key }) => key}
      rows={failedFirst(trace).map((condition, index) => ({ condition, key: String(index) }))} />
  );
}

function Result({ condition: { held, note } }: { condition: JudgedCondition }) {
  if (held === true) {
    return <StatusBadge tone="good">Held</StatusBadge>;
  }
  if (held === false) {
    return <StatusBadge tone="bad">Did not hold</StatusBadge>;
  }
  return (
    <>
      <StatusBadge tone="bad">Unknown</StatusBadge>
      {note && <Text size="sm" c="dimmed">{note}</Text>}
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

function capacity(user: string, ownerId: string | undefined, automation: Automation | undefined): string {
  if (user === ownerId) {
    return ', the lead’s owner';
  }
  return ownerId === undefined && user === automation?.userId ? ', the automation’s creator' : '';
}

function actionName(action: number, automation: Automation | undefined): string {
  if (action < 0) {
    return 'The SMS to the user';
  }
  const template = automation?.actions?.sendMessage?.[action]?.template;
  return template ? `Message “${template}”` : `Message ${action + 1}`;
}
