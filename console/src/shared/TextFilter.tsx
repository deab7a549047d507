import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

interface TextFilterProps {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (text: string) => void;
}

/** A text to filter by, which takes effect when typing pauses. */
export function TextFilter({ label, placeholder, value, onChange }: TextFilterProps) {
  const [typed, setTyped] = useState(value);
  const [shown, setShown] = useState(value);
  const changeLater = useDebouncedCallback(onChange, 300);
  if (shown !== value) {
    setShown(value);
    setTyped(value);
  }
  return (
    <TextInput label={label} placeholder={placeholder} value={typed} type="search" spellCheck={false}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        changeLater(event.currentTarget.value.trim());
      }} />
  );
}
