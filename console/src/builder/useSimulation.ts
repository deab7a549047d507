import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '../api/client';
import { ApiError } from '../api/problem';
import type { Draft } from './draft';
import { simulationOf, type Scenario } from './scenario';

const PAUSE_MILLISECONDS = 350;

/** What the draft would do, computed again after each change. A request that a newer one replaces is aborted. */
export function useSimulation(draft: Draft, scenario: Scenario, needsName: boolean) {
  const request = simulationOf(draft, scenario, needsName);
  const current = JSON.stringify(request ?? null);
  const [settled] = useDebouncedValue(current, PAUSE_MILLISECONDS);
  const query = useQuery({
    queryKey: ['simulation', settled],
    queryFn: ({ signal }) => unwrap(api.POST('/api/automations/simulate', {
      body: JSON.parse(settled) as Schemas['DraftScenario'], signal,
    })),
    enabled: settled !== 'null',
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const refusal = query.error instanceof ApiError && query.error.errors.length > 0 ? query.error : undefined;
  return {
    simulation: refusal ? undefined : query.data,
    /** What is wrong with the draft or the scenario. */
    violations: refusal?.errors ?? [],
    /** A failure that is not the user's. */
    failure: refusal ? null : query.error,
    isCurrent: settled === current && !query.isFetching,
    retry: () => void query.refetch(),
  };
}

export type SimulationResult = ReturnType<typeof useSimulation>;
