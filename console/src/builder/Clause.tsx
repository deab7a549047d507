import { useId, type ReactNode } from 'react';
import { Title } from '@mantine/core';
import classes from './builder.module.css';

/** One clause of the sentence that an automation is: the words that introduce it, and its controls. */
export function Clause({ words, children }: { words: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.clause} role="group" aria-labelledby={id}>
      <Title order={2} id={id} className={classes.words}>{words}</Title>
      <div className={classes.controls}>{children}</div>
    </section>
  );
}

/** Controls in one line, which wrap where the line is narrow. */
export function Line({ children }: { children: ReactNode }) {
  return <div className={classes.line}>{children}</div>;
}
