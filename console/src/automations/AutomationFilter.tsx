import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap } from '../api/client';
import { keys } from '../api/queries';
import { useAutomation } from './useAutomation';

/** How many automations are offered at once; a text finds the others. */
const OFFERED = 50;

/** Chooses an automation by its name, which the API searches. */
export function AutomationFilter({ value, onChange }: { value: string; onChange: (automationId: string) => void }) {
  const chosen = useAutomation(value);
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text === chosen?.name ? '' : text, 300);
  const { data } = useQuery({
    queryKey: [...keys.automations, 'offered', search],
    queryFn: ({ signal }) => unwrap(api.GET('/api/automations', {
      params: { query: { search: search || undefined, sort: 'name', limit: OFFERED } }, signal,
    })),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });
  const offered = (data?.items ?? []).map(({ _id, name }) => ({ value: _id, label: name }));
  if (value && !offered.some((option) => option.value === value)) {
    offered.push({ value, label: chosen?.name ?? value });
  }
  return (
    <Select label="Automation" placeholder="Any automation" searchable clearable
      clearButtonProps={{ 'aria-label': 'Any automation' }} nothingFoundMessage="No automation has this name"
      value={value || null} onChange={(id) => onChange(id ?? '')} data={offered} searchValue={text}
      onSearchChange={setText} />
  );
}
