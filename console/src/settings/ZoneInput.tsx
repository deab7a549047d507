import { Autocomplete } from '@mantine/core';

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

interface ZoneInputProps {
  label: string;
  description?: string;
  placeholder?: string;
  value: string;
  error?: string | undefined;
  isLabelHidden?: boolean;
  onChange: (zone: string) => void;
}

/** A time zone: chosen from those that the browser knows, or typed, since the API knows more names. */
export function ZoneInput({ label, isLabelHidden = false, placeholder = 'Europe/Lisbon', ...input }: ZoneInputProps) {
  return (
    <Autocomplete {...input} {...(isLabelHidden ? { 'aria-label': label } : { label })} placeholder={placeholder}
      data={zones} limit={100} maxDropdownHeight={240} />
  );
}
