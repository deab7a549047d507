import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../api/client';
import { keys } from '../api/queries';
import type { Automation } from './automations';

/** The largest page of the API. */
const FIRST = 100;

/** The first automations by name, which are all of most organizations, and whether there are more. */
export function useFirstAutomations(): { automations: readonly Automation[]; hasMore: boolean } {
  const { data } = useQuery({
    queryKey: [...keys.automations, 'first'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/automations', {
      params: { query: { sort: 'name', limit: FIRST } }, signal,
    })),
    staleTime: 60_000,
  });
  return { automations: data?.items ?? [], hasMore: Boolean(data?.nextCursor) };
}
