import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../api/client';
import { keys } from '../api/queries';

export function useLead(leadId: string) {
  return useQuery({
    queryKey: [...keys.leads, 'one', leadId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/leads/{id}', { params: { path: { id: leadId } }, signal })),
  });
}
