import type { ReactNode } from 'react';
import classes from './Filters.module.css';

/** The filters above a list, in one row, or in two columns on narrow screens. The first one takes the free space. */
export function Filters({ label, children }: { label: string; children: ReactNode }) {
  return <div role="search" aria-label={label} className={classes.filters}>{children}</div>;
}
