import { Autocomplete } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { useFirstAutomations } from '../automations/useFirstAutomations';
import { knownStatuses, type Lead } from './leads';

interface StatusFilterProps {
  value: string;
  onChange: (status: string) => void;
  /** Leads whose statuses are offered, beside those of the automations. */
  leads: readonly Lead[];
}

/** A status of leads, which takes effect when typing pauses. */
export function StatusFilter({ value, onChange, leads }: StatusFilterProps) {
  const { automations } = useFirstAutomations();
  const [typed, setTyped] = useState(value);
  const [shown, setShown] = useState(value);
  const changeLater = useDebouncedCallback(onChange, 300);
  if (shown !== value) {
    setShown(value);
    setTyped(value);
  }
  return (
    <Autocomplete label="Status" placeholder="Any status" spellCheck={false} value={typed} clearable
      clearButtonProps={{ 'aria-label': 'Any status' }} data={knownStatuses(automations, leads)}
      onChange={(text) => {
        setTyped(text);
        changeLater(text.trim());
      }} />
  );
}
