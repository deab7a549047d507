import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../api/client';
import { keys } from '../api/queries';
import type { Automation } from './automations';

const MOST_IDS = 100;
/** In milliseconds: longer than a list takes to render. */
const COLLECT = 20;

/** An automation, for its name; null if it was deleted, undefined until it is known. */
export function useAutomation(id: string): Automation | null | undefined {
  return useQuery({
    queryKey: [...keys.automations, 'of a list', id],
    queryFn: () => loadTogether(id),
    enabled: id !== '',
    staleTime: 60_000,
  }).data;
}

type Found = ReadonlyMap<string, Automation>;

let next: { ids: Set<string>; found: Promise<Found> } | undefined;

/** Automations that are asked for within a moment, such as those of a list, are one request. */
async function loadTogether(id: string): Promise<Automation | null> {
  next ??= collect();
  next.ids.add(id);
  return (await next.found).get(id) ?? null;
}

function collect() {
  const ids = new Set<string>();
  const found = new Promise((resolve) => { setTimeout(resolve, COLLECT); }).then(() => {
    next = undefined;
    return load([...ids]);
  });
  return { ids, found };
}

async function load(ids: readonly string[]): Promise<Found> {
  const requests = [];
  for (let start = 0; start < ids.length; start += MOST_IDS) {
    const query = { ids: ids.slice(start, start + MOST_IDS).join(','), limit: MOST_IDS };
    requests.push(unwrap(api.GET('/api/automations', { params: { query } })));
  }
  const pages = await Promise.all(requests);
  return new Map(pages.flatMap(({ items }) => items).map((automation) => [automation._id, automation]));
}
