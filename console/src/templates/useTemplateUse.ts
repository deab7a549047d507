import { useQuery } from '@tanstack/react-query';
import { keys } from '../api/queries';
import type { Automation } from '../automations/automations';
import { allAutomations, usesTemplate } from './templates';

/** The automations that use a template, by its name; undefined while they are not known. */
export function useTemplateUse(): ((name: string) => Automation[]) | undefined {
  const { data } = useQuery({
    queryKey: [...keys.automations, 'all'],
    queryFn: ({ signal }) => allAutomations(signal),
    staleTime: 30_000,
  });
  return data && ((name) => data.filter((automation) => usesTemplate(automation, name)));
}
