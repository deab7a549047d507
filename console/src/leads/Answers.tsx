import { Anchor, Button, Paper, Skeleton, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { api, unwrap } from '../api/client';
import { keys, useCatalog } from '../api/queries';
import { AutomationLink } from '../automations/AutomationLink';
import { summary } from '../automations/automations';
import { useAutomation } from '../automations/useAutomation';
import { useFirstAutomations } from '../automations/useFirstAutomations';
import { DecisionDetails } from '../decisions/DecisionDetails';
import type { Decision } from '../decisions/decisions';
import { ErrorPanel } from '../shared/ErrorPanel';
import { ReasonText } from '../shared/ReasonText';
import { OutcomeBadge } from '../shared/StatusBadge';
import { Time } from '../shared/Time';
import { answers, leadZone, verdict, type Answer, type Lead } from './leads';
import classes from './leads.module.css';

/** The largest page of the API; automations whose latest decision is older are not shown as undecided. */
const DECISIONS = 100;
/** How many automations are shown at first. */
const SHORT = 6;

interface AnswersProps {
  lead: Lead;
  /** The decision whose explanation is open, or empty. */
  open: string;
  onOpen: (decisionId: string) => void;
}

/** Why the lead got what it got: what each automation decided last. */
export function Answers({ lead, open, onOpen }: AnswersProps) {
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.decisions, 'lead', lead.leadId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/leads/{id}/decisions', {
      params: { path: { id: lead.leadId }, query: { limit: DECISIONS } }, signal,
    })),
  });
  const [isLong, setLong] = useState(false);
  const found = data && answers(data.items);
  const shown = isLong ? found : found?.filter(({ latest }, index) => index < SHORT || latest.id === open);
  return (
    <Paper component="section" p="md" aria-labelledby="answers">
      <Stack gap="xs">
        <Title order={2} id="answers">{found ? verdict(lead, found) : 'What this lead got, and why'}</Title>
        {error && <ErrorPanel error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton height={96} />}
        {shown && shown.length > 0 && (
          <ul className={classes.answers} aria-label="Latest decision of each automation">
            {shown.map((answer) => (
              <li key={answer.automationId}>
                <OneAnswer lead={lead} answer={answer} isOpen={open === answer.latest.id}
                  onOpen={(isOpen) => onOpen(isOpen ? answer.latest.id : '')} />
              </li>
            ))}
          </ul>
        )}
        {found && shown && shown.length < found.length && (
          <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setLong(true)}>
            Show all {found.length} automations
          </Anchor>
        )}
        {found?.length === 0 && (
          <Text size="sm">
            No automation has decided about this lead. An automation decides when an event that it starts with happens.
            Either no automation starts with the events of this lead, or its events were refused; an operator finds
            those in the <Anchor component={Link} inherit to="/dead-letters">dead letters</Anchor>.
          </Text>
        )}
        {found && !data.nextCursor && <Undecided found={found} />}
      </Stack>
    </Paper>
  );
}

function OneAnswer({ lead, answer: { automationId, latest, lastFiredAt }, isOpen, onOpen }: {
  lead: Lead;
  answer: Answer;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}) {
  const details = useId();
  return (
    <>
      <div className={classes.row}>
        <div>
          <div className={classes.head}>
            <OutcomeBadge outcome={latest.outcome} />
            <Text span fw={600} size="sm"><AutomationLink id={automationId} /></Text>
            <Text span size="sm" c="dimmed"><Time at={latest.at} zone={leadZone(lead)} /></Text>
          </div>
          <Text size="sm" mt={4}><ReasonText outcome={latest.outcome} reason={latest.reason} /></Text>
          <WaitsUntil decision={latest} zone={leadZone(lead)} />
          {latest.outcome !== 'FIRED' && lastFiredAt && (
            <Text size="sm" c="dimmed">It last fired <Time at={lastFiredAt} relative />.</Text>
          )}
        </div>
        <WhyButton isOpen={isOpen} controls={details} onToggle={() => onOpen(!isOpen)}
          automationId={automationId} />
      </div>
      {isOpen && (
        <div id={details} className={classes.details}>
          <DecisionDetails decision={latest} withoutReason />
        </div>
      )}
    </>
  );
}

/** The instant for which a started or deferred follow-up waits. */
export function WaitsUntil({ decision: { outcome, dueAt }, zone }: { decision: Decision; zone: string | undefined }) {
  if (!dueAt || (outcome !== 'STARTED' && outcome !== 'DEFERRED')) {
    return null;
  }
  return <Text size="sm" c="dimmed">Until <Time at={dueAt} zone={zone} /></Text>;
}

/** Opens the explanation of a decision. */
export function WhyButton({ isOpen, controls, onToggle, automationId }: {
  isOpen: boolean;
  controls: string;
  onToggle: () => void;
  automationId: string;
}) {
  const name = useAutomation(automationId)?.name ?? automationId;
  return (
    <Button size="compact-sm" variant="default" aria-expanded={isOpen} aria-controls={isOpen ? controls : undefined}
      onClick={onToggle}>
      Why<VisuallyHidden>did “{name}” decide this</VisuallyHidden>
    </Button>
  );
}

/** Automations that no event of this lead has reached. */
function Undecided({ found }: { found: readonly Answer[] }) {
  const catalog = useCatalog().data;
  const { automations, hasMore } = useFirstAutomations();
  const decided = new Set(found.map(({ automationId }) => automationId));
  const others = automations.filter(({ _id }) => !decided.has(_id));
  if (others.length === 0) {
    return null;
  }
  const count = hasMore ? `More than ${others.length}` : others.length;
  return (
    <details>
      <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
        {count} {count === 1 ? 'automation has' : 'automations have'} not decided about this lead
      </Text>
      <ul style={{ margin: '8px 0 0', paddingLeft: 20 }}>
        {others.map((automation) => (
          <Text component="li" size="sm" key={automation._id}>
            <AutomationLink id={automation._id} />
            <Text span inherit c="dimmed"> · {summary(automation, catalog)}; no such event has arrived.</Text>
          </Text>
        ))}
      </ul>
    </details>
  );
}
