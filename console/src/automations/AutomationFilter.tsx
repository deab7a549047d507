import { Select } from '@mantine/core';
import { useAutomations } from './useAutomations';

/** Chooses an automation by its name. */
export function AutomationFilter({ value, onChange }: { value: string; onChange: (automationId: string) => void }) {
  const { automations } = useAutomations();
  const data = [...automations.values()].map(({ _id, name }) => ({ value: _id, label: name }));
  if (value && !automations.has(value)) {
    data.push({ value, label: value });
  }
  return (
    <Select label="Automation" placeholder="Any automation" searchable clearable
      clearButtonProps={{ 'aria-label': 'Any automation' }} nothingFoundMessage="No automation has this name"
      value={value || null} onChange={(chosen) => onChange(chosen ?? '')} data={data} />
  );
}
