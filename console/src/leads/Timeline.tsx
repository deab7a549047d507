import { Button, Paper, SegmentedControl, Skeleton, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconClock, IconListCheck, IconMessage, IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';
import { api, unwrap, type Schemas } from '../api/client';
import { keys, useCatalog } from '../api/queries';
import { AutomationLink } from '../automations/AutomationLink';
import { eventLabel } from '../automations/automations';
import { useAutomation } from '../automations/useAutomation';
import { DecisionDetails, Notes } from '../decisions/DecisionDetails';
import type { Decision } from '../decisions/decisions';
import { messageTitle } from '../messages/messages';
import { ErrorPanel } from '../shared/ErrorPanel';
import { LoadMore } from '../shared/LoadMore';
import { ReasonText } from '../shared/ReasonText';
import { MessageStateBadge, OutcomeBadge, StatusBadge } from '../shared/StatusBadge';
import { Time } from '../shared/Time';
import { useConfirm } from '../shared/confirm';
import { notifyDone, notifyFailed } from '../shared/notify';
import { humanized } from '../shared/status';
import { useCursorPages } from '../shared/useCursorPages';
import { useRefreshSoon } from '../shared/useRefreshSoon';
import { WaitsUntil, WhyButton } from './Answers';
import { entries, entryKey, eventText, leadZone, waitingRuns, type Lead, type Waiting } from './leads';
import classes from './leads.module.css';

type TimelineEntry = Schemas['TimelineEntry'];

const PAGE = 50;
const views = [
  { value: '', label: 'All' }, { value: 'event', label: 'Events' }, { value: 'decision', label: 'Decisions' },
  { value: 'message', label: 'Messages' },
];

interface TimelineProps {
  lead: Lead;
  /** The kind of entries that are shown; empty for all. */
  show: string;
  onShow: (kind: string) => void;
  /** The entry that is open, or empty. */
  open: string;
  onOpen: (entry: string) => void;
  onOpenMessage: (messageId: string) => void;
}

/** What will happen to the lead and what happened, the latest first. */
export function Timeline({ lead, show, onShow, open, onOpen, onOpenMessage }: TimelineProps) {
  const pages = useCursorPages([...keys.timeline, lead.leadId], (cursor, signal) =>
    unwrap(api.GET('/api/leads/{id}/timeline', {
      params: { path: { id: lead.leadId }, query: { limit: PAGE, cursor } }, signal,
    })));
  const waiting = show === '' || show === 'decision' ? waitingRuns(lead) : [];
  const items = pages.items.filter(({ kind }) => show === '' || kind === show);
  const isEmpty = !pages.isLoading && !pages.error && waiting.length + items.length === 0;
  return (
    <Paper component="section" p="md" aria-labelledby="timeline">
      <Stack gap="md">
        <div className={classes.row} style={{ flexWrap: 'wrap' }}>
          <Title order={2} id="timeline">Timeline</Title>
          <SegmentedControl size="xs" aria-label="Show in the timeline" data={views} onChange={onShow}
            value={views.some(({ value }) => value === show) ? show : ''} />
        </div>
        {pages.error && <ErrorPanel error={pages.error} onRetry={pages.reload} />}
        {pages.isLoading && <Skeleton height={160} />}
        {isEmpty && (
          <Text size="sm" c="dimmed">
            {show === '' ? 'There are no events, decisions or messages of this lead yet.'
              : 'Nothing of this kind. Choose “All” to see the rest.'}
          </Text>
        )}
        {!isEmpty && !pages.isLoading && (
          <ol className={classes.timeline} aria-label="Timeline">
            {waiting.map((one) => (
              <WaitingEntry key={`${one.automationId} ${one.run.number}`} lead={lead} waiting={one} />
            ))}
            {entries(items).map((entry) => {
              if ('alike' in entry) {
                return <AlikeEntry key={groupKey(entry.alike)} decisions={entry.alike} {...{ lead, open, onOpen }} />;
              }
              const { item } = entry;
              const key = entryKey(item);
              return (
                <Entry key={key} lead={lead} item={item} isOpen={open === key} onOpenMessage={onOpenMessage}
                  onOpen={(isOpen) => onOpen(isOpen ? key : '')} />
              );
            })}
          </ol>
        )}
        <LoadMore pages={pages} />
      </Stack>
    </Paper>
  );
}

const groupKey = (decisions: Decision[]) => `g.${decisions[0]?.id}`;

/** Decisions that differ in the automation only. */
function AlikeEntry({ decisions, lead, open, onOpen }: {
  decisions: Decision[];
  lead: Lead;
  open: string;
  onOpen: (entry: string) => void;
}) {
  const id = useId();
  const [first] = decisions;
  if (!first) {
    return null;
  }
  const key = groupKey(decisions);
  const isOpen = open === key || decisions.some((decision) => open === `d.${decision.id}`);
  return (
    <Item kind="decision" icon={<IconListCheck size={16} aria-hidden />} action={(
      <Button size="compact-sm" variant="default" aria-expanded={isOpen} aria-controls={isOpen ? id : undefined}
        onClick={() => onOpen(isOpen ? '' : key)}>
        {isOpen ? 'Hide' : 'Show'} {decisions.length}
        <VisuallyHidden>decisions: {humanized(first.outcome)}</VisuallyHidden>
      </Button>
    )} details={isOpen && (
      <ul id={id} className={classes.answers}>
        {decisions.map((decision) => (
          <li key={decision.id}>
            <OneOfAlike decision={decision} lead={lead} isOpen={open === `d.${decision.id}`}
              onOpen={(opens) => onOpen(opens ? `d.${decision.id}` : key)} />
          </li>
        ))}
      </ul>
    )}>
      <div className={classes.head}>
        <OutcomeBadge outcome={first.outcome} />
        <Text span size="sm" fw={600}>{decisions.length} automations</Text>
        <Text span size="sm" c="dimmed"><Time at={first.at} zone={leadZone(lead)} /></Text>
      </div>
      <Text size="sm" mt={4}><ReasonText outcome={first.outcome} reason={first.reason} /></Text>
    </Item>
  );
}

function OneOfAlike({ decision, lead, isOpen, onOpen }: Openable & { decision: Decision }) {
  const details = useId();
  return (
    <>
      <div className={classes.row}>
        <div>
          <Text size="sm" fw={600}><AutomationLink id={decision.automationId} /></Text>
          <WaitsUntil decision={decision} zone={leadZone(lead)} />
        </div>
        <WhyButton isOpen={isOpen} controls={details} onToggle={() => onOpen(!isOpen)}
          automationId={decision.automationId} />
      </div>
      {isOpen && (
        <div id={details} className={classes.details}><DecisionDetails decision={decision} withoutReason /></div>
      )}
    </>
  );
}

interface EntryProps {
  lead: Lead;
  item: TimelineEntry;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onOpenMessage: (messageId: string) => void;
}

function Entry({ item, onOpenMessage, ...rest }: EntryProps) {
  if (item.event) {
    return <EventEntry event={item.event} at={item.at} {...rest} />;
  }
  if (item.decision) {
    return <DecisionEntry decision={item.decision} {...rest} />;
  }
  const { message } = item;
  return message ? <MessageEntry message={message} lead={rest.lead} onOpen={() => onOpenMessage(message.id)} /> : null;
}

type Openable = Pick<EntryProps, 'lead' | 'isOpen' | 'onOpen'>;

function WaitingEntry({ lead, waiting: { automationId, run } }: { lead: Lead; waiting: Waiting }) {
  const confirm = useConfirm();
  const refresh = useRefreshSoon();
  const name = useAutomation(automationId)?.name ?? automationId;
  const cancel = useMutation({
    mutationFn: () => unwrap(api.POST('/api/leads/{id}/runs/{automationId}/cancel', {
      params: { path: { id: lead.leadId, automationId } },
    })),
    onSuccess: () => {
      notifyDone('The run is being cancelled.');
      refresh(keys.leads, keys.timeline, keys.decisions, keys.activity);
    },
    onError: (error) => notifyFailed('The run was not cancelled', error),
  });
  const askAndCancel = async () => {
    if (await confirm({
      title: `Cancel the run of “${name}”?`,
      body: 'All waiting follow-ups of this automation for this lead are cancelled. The next event that starts'
        + ' the automation begins a new run.',
      confirm: 'Cancel run',
    })) {
      cancel.mutate();
    }
  };
  return (
    <Item kind="waiting" icon={<IconClock size={16} aria-hidden />} action={(
      <Button size="compact-sm" variant="default" loading={cancel.isPending} onClick={() => void askAndCancel()}>
        Cancel run<VisuallyHidden>of “{name}”</VisuallyHidden>
      </Button>
    )}>
      <div className={classes.head}>
        <StatusBadge tone="waiting">Waiting</StatusBadge>
        <Text span size="sm" fw={600}><AutomationLink id={automationId} /></Text>
        <Text span size="sm" c="dimmed"><Time at={run.dueAt} zone={leadZone(lead)} /></Text>
      </div>
      <Text size="sm" mt={4}>
        Follow-up {run.followUp} of run {run.number} is due <Time at={run.dueAt} relative />.
      </Text>
    </Item>
  );
}

function EventEntry({ event, at, lead, isOpen, onOpen }: Openable & {
  event: NonNullable<TimelineEntry['event']>;
  at: string;
}) {
  const catalog = useCatalog().data;
  const details = useId();
  const label = eventLabel(catalog, event.type);
  const text = eventText(event);
  return (
    <Item kind="event" icon={<IconMessage size={16} aria-hidden />} quote={text} action={(
      <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => onOpen(!isOpen)}
        aria-controls={isOpen ? details : undefined}>
        Data<VisuallyHidden>of the event “{label}”</VisuallyHidden>
      </Button>
    )} details={isOpen && (
      <div id={details} className={classes.details}>
        <Text size="sm" c="dimmed">
          {event.type} · {event.id}{event.occurredAt && <> · occurred <Time at={event.occurredAt} /></>}
        </Text>
        <pre className={classes.data}>{JSON.stringify({ data: event.data, lead: event.lead }, undefined, 2)}</pre>
      </div>
    )}>
      <div className={classes.head}>
        <Text span size="sm" fw={600}>{label}</Text>
        <Text span size="sm" c="dimmed"><Time at={at} zone={leadZone(lead)} /></Text>
      </div>
      {event.notes && event.notes.length > 0 && <Notes found={event.notes} />}
    </Item>
  );
}

function DecisionEntry({ decision, lead, isOpen, onOpen }: Openable & { decision: Decision }) {
  const details = useId();
  return (
    <Item kind="decision" icon={<IconListCheck size={16} aria-hidden />} action={(
      <WhyButton isOpen={isOpen} controls={details} onToggle={() => onOpen(!isOpen)}
        automationId={decision.automationId} />
    )} details={isOpen && (
      <div id={details} className={classes.details}>
        <DecisionDetails decision={decision} withoutReason />
      </div>
    )}>
      <div className={classes.head}>
        <OutcomeBadge outcome={decision.outcome} />
        <Text span size="sm" fw={600}><AutomationLink id={decision.automationId} /></Text>
        <Text span size="sm" c="dimmed"><Time at={decision.at} zone={leadZone(lead)} /></Text>
      </div>
      <Text size="sm" mt={4}><ReasonText outcome={decision.outcome} reason={decision.reason} /></Text>
      <WaitsUntil decision={decision} zone={leadZone(lead)} />
    </Item>
  );
}

function MessageEntry({ message, lead, onOpen }: {
  message: NonNullable<TimelineEntry['message']>;
  lead: Lead;
  onOpen: () => void;
}) {
  const catalog = useCatalog().data;
  const title = messageTitle(catalog, message);
  return (
    <Item kind="message" icon={<IconSend size={16} aria-hidden />} quote={message.text ?? message.subject} action={(
      <Button size="compact-sm" variant="default" onClick={onOpen}>
        Message<VisuallyHidden>{title}</VisuallyHidden>
      </Button>
    )}>
      <div className={classes.head}>
        <MessageStateBadge state={message.state} />
        <Text span size="sm" fw={600}>{title}</Text>
        <Text span size="sm" c="dimmed"><Time at={message.firedAt} zone={leadZone(lead)} /></Text>
      </div>
      {message.reason && <Text size="sm" mt={4}>{message.reason}</Text>}
    </Item>
  );
}

function Item({ kind, icon, action, quote, details, children }: {
  kind: string;
  icon: ReactNode;
  action: ReactNode;
  /** What someone wrote. */
  quote?: string | undefined;
  details?: ReactNode;
  children: ReactNode;
}) {
  return (
    <li data-kind={kind}>
      <span className={classes.icon}>{icon}</span>
      <div className={classes.row}>
        <div>{children}</div>
        <div>{action}</div>
      </div>
      {quote !== undefined && <p className={classes.quote}>{quote}</p>}
      {details}
    </li>
  );
}
