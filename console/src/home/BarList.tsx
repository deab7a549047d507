import { Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Tone } from '../shared/status';
import classes from './home.module.css';

interface Bar {
  key: string;
  label: string;
  count: number;
  tone: Tone;
  to: string;
}

/** A bar chart of which each bar is a link to the list that it counts. */
export function BarList({ label, bars, none }: { label: string; bars: Bar[]; none: string }) {
  if (bars.length === 0) {
    return <Text size="sm" c="dimmed">{none}</Text>;
  }
  const largest = Math.max(...bars.map(({ count }) => count));
  return (
    <ul className={classes.bars} aria-label={label}>
      {bars.map(({ key, label: name, count, tone, to }) => (
        <li key={key}>
          <Link to={to} className={classes.bar} data-tone={tone}>
            <span>{name}</span>
            <span className={classes.count}>{count.toLocaleString('en')}</span>
            <span className={classes.track} aria-hidden>
              <span style={{ width: `${Math.max(1, (100 * count) / largest)}%` }} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
