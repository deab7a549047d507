import {
  Anchor, Code, Collapse, Group, Loader, Paper, SegmentedControl, Select, Stack, Text, TextInput, Title, UnstyledButton,
  VisuallyHidden,
} from '@mantine/core';
import { IconCheck, IconChevronDown, IconQuestionMark, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, useCatalog, usePermissions } from '../api/queries';
import { eventLabel } from '../automations/automations';
import { ErrorPanel } from '../shared/ErrorPanel';
import { ReasonText } from '../shared/ReasonText';
import { OutcomeBadge } from '../shared/StatusBadge';
import { Time } from '../shared/Time';
import { utcTime } from '../shared/time';
import { listenedTypes, type Draft } from './draft';
import { focusField } from './fields';
import { dataRead, eventType, statusChange, type Scenario } from './scenario';
import type { SimulationResult } from './useSimulation';
import classes from './builder.module.css';

interface PanelProps {
  draft: Draft;
  scenario: Scenario;
  onScenario: (change: Partial<Scenario>) => void;
  result: SimulationResult;
}

/** What the automation would do about an event, at the side of the form. */
export function SimulationPanel({ draft, scenario, onScenario, result }: PanelProps) {
  const leads = useRecentLeads();
  const known = leads?.find((lead) => lead.leadId === scenario.leadId);
  const leadZone = known ? zoneOf(known) : scenario.lead.timezone;
  return (
    <Paper component="section" aria-labelledby="simulation" p="lg">
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} id="simulation">Simulation</Title>
          {!result.isCurrent && <Loader size={16} role="status" aria-label="The simulation is being computed" />}
        </Group>
        <ScenarioForm draft={draft} scenario={scenario} onScenario={onScenario} />
        <div aria-live="polite" aria-busy={!result.isCurrent}>
          <Result result={result} leadZone={leadZone} />
        </div>
      </Stack>
    </Paper>
  );
}

function leadName(lead: Schemas['Lead']): string {
  const { firstName, lastName } = lead.attributes as Record<string, unknown>;
  const name = [firstName, lastName].filter((part) => typeof part === 'string').join(' ');
  return name ? `${name} (${lead.leadId})` : lead.leadId;
}

function useRecentLeads(): Schemas['Lead'][] | undefined {
  return useQuery({
    queryKey: [...keys.leads, 'recent'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/leads', { params: { query: { sort: 'lastEventAt', limit: 50 } }, signal })),
  }).data?.items;
}

/** The lead's own zone, or that of its phone number. */
function zoneOf(lead: Schemas['Lead']): string | undefined {
  const { timezone } = lead.attributes as Record<string, unknown>;
  return typeof timezone === 'string' ? timezone : lead.derivedTimezone;
}

function ScenarioForm({ draft, scenario, onScenario }: Omit<PanelProps, 'result'>) {
  const catalog = useCatalog().data;
  const leads = useRecentLeads();
  const chosen = useRef(false);
  const { userId } = usePermissions();
  const first = leads?.[0]?.leadId;
  const mine = leads?.find((one) => one.attributes.ownerId === userId && one.optOuts.length === 0)?.leadId;
  useEffect(() => {
    if (!chosen.current && mine) {
      chosen.current = true;
      onScenario({ leadId: mine });
    }
  }, [mine, onScenario]);

  const typed = scenario.leadId === undefined;
  const lead = (change: Partial<Scenario['lead']>) => onScenario({ lead: { ...scenario.lead, ...change } });
  const type = eventType(draft, scenario);
  const types = listenedTypes(draft);
  const [isOpen, setOpen] = useState(false);
  return (
    <Stack gap="sm">
      {first && (
        <SegmentedControl fullWidth value={typed ? 'typed' : 'known'} aria-label="Lead of the simulation"
          data={[{ value: 'known', label: 'A known lead' }, { value: 'typed', label: 'Another lead' }]}
          onChange={(value) => {
            chosen.current = true;
            onScenario({ leadId: value === 'known' ? mine ?? first : undefined });
          }} />
      )}
      {!typed && (
        <Select label="Lead" searchable allowDeselect={false} value={scenario.leadId ?? null} limit={50}
          nothingFoundMessage="Not among the recent leads"
          data={leads?.map((one) => ({ value: one.leadId, label: leadName(one) })) ?? []}
          onChange={(leadId) => onScenario({ leadId: leadId ?? undefined })} />
      )}
      {typed && (
        <Group grow align="flex-start" gap="sm">
          <TextInput label="Status" placeholder={draft.sourceStatuses?.[0] ?? 'none'} value={scenario.lead.status ?? ''}
            onChange={(event) => lead({ status: event.currentTarget.value })} />
          <Select label="Time zone" searchable limit={100} allowDeselect={false} value={scenario.lead.timezone ?? null}
            data={Intl.supportedValuesOf('timeZone')} nothingFoundMessage="No such time zone"
            onChange={(timezone) => lead({ timezone: timezone ?? '' })} />
        </Group>
      )}
      {dataRead(draft).map((name) => (
        <TextInput key={name} label={`Data of the event: ${name}`} placeholder="none" value={scenario.data[name] ?? ''}
          onChange={(event) => onScenario({ data: { ...scenario.data, [name]: event.currentTarget.value } })} />
      ))}
      <div>
        <UnstyledButton aria-expanded={isOpen} aria-controls="scenario-details" onClick={() => setOpen(!isOpen)}>
          <Group gap={4}>
            <Text size="sm" c="var(--mantine-color-anchor)">Event and time</Text>
            <IconChevronDown size={16} aria-hidden style={{ rotate: isOpen ? '180deg' : undefined }} />
          </Group>
        </UnstyledButton>
        <Collapse expanded={isOpen} id="scenario-details">
          <Stack gap="sm" pt="sm">
            {typed && (
              <>
                <TextInput label="First name" value={scenario.lead.firstName ?? ''}
                  onChange={(event) => lead({ firstName: event.currentTarget.value })} />
                <TextInput label="Phone number" value={scenario.lead.phone ?? ''}
                  onChange={(event) => lead({ phone: event.currentTarget.value })} />
                <TextInput label="E-mail address" value={scenario.lead.email ?? ''}
                  onChange={(event) => lead({ email: event.currentTarget.value })} />
              </>
            )}
            {types.length > 1 && (
              <Select label="Event of the simulation" allowDeselect={false} value={type ?? null}
                data={types.map((value) => ({ value, label: eventLabel(catalog, value) }))}
                onChange={(value) => onScenario({ type: value ?? undefined })} />
            )}
            {type === 'message.received' && (
              <TextInput label="The lead writes" value={scenario.body}
                onChange={(event) => onScenario({ body: event.currentTarget.value })} />
            )}
            {type === 'status_change' && (
              <Group grow gap="sm">
                <TextInput label="From the status" placeholder={statusChange(draft, scenario).from} value={scenario.from}
                  onChange={(event) => onScenario({ from: event.currentTarget.value })} />
                <TextInput label="To the status" placeholder={statusChange(draft, scenario).to} value={scenario.to}
                  onChange={(event) => onScenario({ to: event.currentTarget.value })} />
              </Group>
            )}
            <TextInput type="datetime-local" label="At (your time)" description="Empty: now" value={scenario.at}
              onChange={(event) => onScenario({ at: event.currentTarget.value })} />
          </Stack>
        </Collapse>
      </div>
    </Stack>
  );
}

interface ResultProps {
  result: SimulationResult;
  leadZone: string | undefined;
}

function Result({ result: { simulation, violations, failure, retry }, leadZone }: ResultProps) {
  if (failure) {
    return <ErrorPanel error={failure} onRetry={retry} />;
  }
  if (violations.length > 0) {
    return (
      <Stack gap={4}>
        <Text size="sm">To see what would happen, complete the automation:</Text>
        <ul style={{ margin: 0, paddingLeft: 20 }}>
          {violations.map((violation, index) => (
            <li key={index}>
              <Text size="sm">
                {violation.pointer.startsWith('/automation/') ? (
                  <Anchor component="button" type="button" size="sm" ta="left"
                    onClick={() => focusField(violation.pointer.slice('/automation'.length))}>
                    {violation.message}
                  </Anchor>
                ) : violation.message}
              </Text>
            </li>
          ))}
        </ul>
      </Stack>
    );
  }
  if (!simulation) {
    return <Text size="sm" c="dimmed">Choose an event to see what would happen.</Text>;
  }
  const { decision } = simulation;
  return (
    <>
      <ol className={classes.timeline}>
        <Moment at={simulation.at} decision={decision} messages={simulation.messages} note={simulation.note}
          leadZone={leadZone} />
        {simulation.followUps.map((followUp, index) => (
          <Moment key={index} at={followUp.at} decision={followUp.decision} messages={followUp.messages}
            leadZone={leadZone} />
        ))}
      </ol>
      {simulation.moreFollowUps && <Text size="sm" c="dimmed">More follow-ups come after these.</Text>}
    </>
  );
}

interface MomentProps {
  at: string;
  decision: Schemas['Decision'] | undefined;
  messages: Schemas['SimulatedMessage'][];
  note?: string | undefined;
  leadZone: string | undefined;
}

/** One instant of the simulation: the time on both clocks, the decision with its reason, and the messages. */
function Moment({ at, decision, messages, note, leadZone }: MomentProps) {
  const isOwnZone = decision?.zoneFrom === 'schedule' || decision?.zoneFrom === 'lead';
  const zone = isOwnZone ? decision.zone : leadZone;
  return (
    <li className={classes.moment} data-quiet={messages.length === 0 || undefined}>
      <Text size="sm" fw={600}><Time at={at} zone={zone} /></Text>
      <Text size="xs" c="dimmed">{utcTime(new Date(at))}</Text>
      {decision && (
        <>
          <Group gap="xs" mt={4}><OutcomeBadge outcome={decision.outcome} /></Group>
          <Text size="sm"><ReasonText outcome={decision.outcome} reason={decision.reason} /></Text>
          {(decision.reason === 'NO_PREFERENCE' || decision.reason === 'PREFERENCE_OFF') && (
            <Text size="sm">Asked: {decision.userAsked}</Text>
          )}
          {decision.dueAt && (
            <Text size="sm">Next: <Time at={decision.dueAt} zone={zone} /></Text>
          )}
          <Trace trace={decision.trace} />
        </>
      )}
      {note && <Text size="sm">{note}</Text>}
      {messages.map((message) => <MessagePreview key={message.id} message={message} />)}
    </li>
  );
}

function MessagePreview({ message }: { message: Schemas['SimulatedMessage'] }) {
  const channels = useCatalog().data?.channels;
  const channel = channels?.find((known) => known.channel === message.channel)?.label ?? message.channel;
  return (
    <div className={classes.bubble}>
      <Text size="xs" c="dimmed">
        {channel} to {message.recipientKind === 'user' ? 'you' : 'the lead'}, {message.to}
      </Text>
      {message.subject && <Text size="sm" fw={600}>{message.subject}</Text>}
      {message.text ?? <Text size="sm" className={classes.warning}>There is no text: {message.failure
        ? 'the template cannot be rendered.' : `the template “${message.template ?? ''}” does not exist.`}</Text>}
    </div>
  );
}

/** Each condition with what it expected and what it found. */
function Trace({ trace }: { trace: Schemas['JudgedCondition'][] }) {
  const catalog = useCatalog().data;
  if (trace.length === 0) {
    return null;
  }
  return (
    <ul className={classes.trace}>
      {trace.map((judged, index) => {
        const field = catalog?.fields.find(({ path }) => path === judged.field)?.label ?? judged.field;
        const operator = catalog?.operators.find((known) => known.operator === judged.op)?.label ?? judged.op;
        return (
          <li key={index}>
            {mark(judged.held)}
            <span>
              {field} {operator} {judged.expected !== undefined && judged.expected !== null
                && <Code>{JSON.stringify(judged.expected)}</Code>}
              {judged.held !== true && <> but was <Code>{JSON.stringify(judged.actual ?? null)}</Code></>}
              {judged.note && <Text size="xs" c="dimmed">{judged.note}</Text>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function mark(held: unknown) {
  if (held === true) {
    return <span><IconCheck size={16} color="var(--nudge-good)" aria-hidden /><VisuallyHidden>Holds:</VisuallyHidden></span>;
  }
  return held === false
    ? <span><IconX size={16} color="var(--nudge-bad)" aria-hidden /><VisuallyHidden>Does not hold:</VisuallyHidden></span>
    : <span><IconQuestionMark size={16} aria-hidden /><VisuallyHidden>Unknown:</VisuallyHidden></span>;
}
