import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../api/client';
import { keys } from '../api/queries';

const SHOWN = 100;

/** The first automations, by name, that send a template. */
export const templateUse = (template: string) => ({
  queryKey: [...keys.automations, 'template', template],
  queryFn: ({ signal }: { signal: AbortSignal }) => unwrap(api.GET('/api/automations', {
    params: { query: { template, sort: 'name', limit: SHOWN } }, signal,
  })),
});

export function useTemplateUse(template: string) {
  return useQuery(templateUse(template)).data;
}
