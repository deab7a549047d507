import { TextInput } from '@mantine/core';
import { fromLocalInput, toLocalInput } from './local-input';

interface InstantInputProps {
  label: string;
  /** An instant of the API, or an empty text. */
  value: string;
  onChange: (value: string) => void;
}

/** A date and time in the viewer's zone. */
export function InstantInput({ label, value, onChange }: InstantInputProps) {
  return (
    <TextInput type="datetime-local" label={label} value={toLocalInput(value)}
      onChange={(event) => onChange(fromLocalInput(event.currentTarget.value))} />
  );
}
