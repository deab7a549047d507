import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../api/client';
import { keys } from '../api/queries';
import type { Automation } from './automations';

const PAGE = 100;
const MOST_PAGES = 10;

/** The organization's automations by id, to name them; `isComplete` says whether an unknown id was deleted. */
export function useAutomations(): { automations: ReadonlyMap<string, Automation>; isComplete: boolean } {
  const { data } = useQuery({
    queryKey: [...keys.automations, 'all'],
    queryFn: async ({ signal }) => {
      const items: Automation[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const query = { limit: PAGE, sort: 'name', ...(cursor ? { cursor } : {}) } as const;
        const read = await unwrap(api.GET('/api/automations', { params: { query }, signal }));
        items.push(...read.items);
        if (!read.nextCursor) {
          return { items, isComplete: true };
        }
        cursor = read.nextCursor;
      }
      return { items, isComplete: false };
    },
    staleTime: 60_000,
    select: byId,
  });
  return data ?? none;
}

function byId({ items, isComplete }: { items: Automation[]; isComplete: boolean }) {
  return { automations: new Map(items.map((one) => [one._id, one])), isComplete };
}

const none = { automations: new Map<string, Automation>(), isComplete: false };
