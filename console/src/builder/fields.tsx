import { Text } from '@mantine/core';
import { createContext, useContext } from 'react';
import type { Violation, Warning } from '../api/problem';
import classes from './builder.module.css';

/** What the API says about the fields of the form, by JSON pointers into the automation. */
export interface Remarks {
  errors: readonly Violation[];
  warnings: readonly Warning[];
  /** Before the first attempt to save, a field that is still empty is not an error yet. */
  showsMissing: boolean;
}

export const RemarksContext = createContext<Remarks>({ errors: [], warnings: [], showsMissing: false });

/** The id of the control for a field, so that a list of errors can lead to it. */
export const fieldId = (pointer: string): string => `field${pointer}`;

/** The id and the error of a field's control. Errors inside the field's value, such as one of a list, are its own. */
export function useField(pointer: string): { id: string; error: string | undefined } {
  const { errors, showsMissing } = useContext(RemarksContext);
  const own = errors.filter((error) => (error.pointer === pointer || error.pointer.startsWith(`${pointer}/`))
    && (showsMissing || error.code !== 'required'));
  return { id: fieldId(pointer), error: own.length === 0 ? undefined : own.map((error) => error.message).join(' ') };
}

/** What the API says about a whole part of the form that has no control of its own, such as a missing list. */
export function PartRemarks({ pointer, withFields = false }: { pointer: string; withFields?: boolean }) {
  const { errors, showsMissing } = useContext(RemarksContext);
  const own = errors.filter((error) => error.pointer === pointer && (showsMissing || error.code !== 'required'));
  return (
    <>
      {own.map((error, index) => (
        <Text key={index} size="sm" c="var(--mantine-color-error)" role="alert">{error.message}</Text>
      ))}
      <Warnings pointer={pointer} withFields={withFields} />
    </>
  );
}

/** The warnings about a field, or also about the fields inside it. */
export function Warnings({ pointer, withFields = false }: { pointer: string; withFields?: boolean }) {
  const { warnings } = useContext(RemarksContext);
  const own = warnings.filter((warning) => warning.pointer === pointer
    || (withFields && warning.pointer.startsWith(`${pointer}/`)));
  return own.map((warning, index) => (
    <Text key={index} size="sm" className={classes.warning}>{warning.message}</Text>
  ));
}

/** Moves the focus to the control of a field, or to the nearest part of the form that has one. */
export function focusField(pointer: string): void {
  for (let path = pointer; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    const control = document.getElementById(fieldId(path))
      ?? document.querySelector<HTMLElement>(`[id^="${CSS.escape(fieldId(path))}\\/"]`);
    if (control) {
      control.scrollIntoView({ block: 'center' });
      control.focus({ preventScroll: true });
      return;
    }
  }
}
