import { Anchor, Paper, Skeleton, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { ReasonText } from '../shared/ReasonText';
import { OutcomeBadge } from '../shared/StatusBadge';
import type { ReasonCount } from './decisions';
import classes from './decisions.module.css';

/** How many reasons are shown at first. */
const SHORT = 6;

interface ReasonCountsProps {
  counts: ReasonCount[] | undefined;
  /** What was counted, such as "Last 7 days". */
  covers: string;
  outcome: string;
  reason: string;
  onChoose: (chosen: { outcome: string; reason: string }) => void;
}

/** How often each reason was given; a click shows only the decisions with this reason, another one all again. */
export function ReasonCounts({ counts, covers, outcome, reason, onChoose }: ReasonCountsProps) {
  const [isLong, setLong] = useState(false);
  const shown = counts?.filter((one) => outcome === '' || one.outcome === outcome);
  return (
    <Paper component="section" p="md" aria-labelledby="reason-counts">
      <Stack gap="xs">
        <div>
          <Title order={2} id="reason-counts">Decisions by reason</Title>
          <Text size="sm" c="dimmed">{covers}</Text>
        </div>
        {!shown && <Skeleton height={72} />}
        {shown?.length === 0 && <Text size="sm" c="dimmed">No decision in this time.</Text>}
        {shown && shown.length > 0 && (
          <ul className={classes.counts}>
            {(isLong ? shown : shown.slice(0, SHORT)).map((one) => {
              const isChosen = one.reason === reason && (outcome === '' || one.outcome === outcome);
              return (
                <li key={`${one.outcome} ${one.reason}`}>
                  <UnstyledButton className={classes.count} aria-pressed={isChosen}
                    onClick={() => onChoose(isChosen ? { outcome: '', reason: '' }
                      : { outcome: one.outcome, reason: one.reason })}>
                    <OutcomeBadge outcome={one.outcome} />
                    <span><ReasonText outcome={one.outcome} reason={one.reason} /></span>
                    <span className={classes.number}>{one.count.toLocaleString('en')}</span>
                  </UnstyledButton>
                </li>
              );
            })}
          </ul>
        )}
        {shown && shown.length > SHORT && (
          <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setLong(!isLong)}>
            {isLong ? 'Show the most frequent only' : `Show all ${shown.length} reasons`}
          </Anchor>
        )}
      </Stack>
    </Paper>
  );
}
