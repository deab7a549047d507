import type { Schemas } from '../api/client';
import { useCatalog } from '../api/queries';
import { humanized, messageTones, outcomeTones, type Tone } from './status';
import classes from './StatusBadge.module.css';

/** A dot and a word: the colour is never the only sign. */
export function StatusBadge({ tone, children }: { tone: Tone; children: string }) {
  return <span className={classes.badge} data-tone={tone}>{children}</span>;
}

export function OutcomeBadge({ outcome }: { outcome: Schemas['Outcome'] }) {
  const label = useCatalog().data?.outcomes.find((known) => known.outcome === outcome)?.label;
  return <StatusBadge tone={outcomeTones[outcome]}>{label ?? humanized(outcome)}</StatusBadge>;
}

export function MessageStateBadge({ state }: { state: Schemas['MessageState'] }) {
  const label = useCatalog().data?.messageStates.find((known) => known.state === state)?.label;
  return <StatusBadge tone={messageTones[state]}>{label ?? humanized(state)}</StatusBadge>;
}
