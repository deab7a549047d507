import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { readUrlState, writeUrlState } from './url-state';

/**
 * Filters and open panels that are kept in the address, so that a reload, a bookmark and a shared link show the same.
 * A value that equals its default is not in the address. Changes replace the history entry.
 *
 *     const [filter, setFilter] = useUrlState({ name: '', sort: 'createdAt' });
 *     setFilter({ name: 'reminder' });
 */
export function useUrlState<T extends Record<string, string>>(defaults: T): [T, (change: Partial<T>) => void] {
  const [params, setParams] = useSearchParams();
  const fixed = useMemo(() => defaults, [JSON.stringify(defaults)]);
  const state = useMemo(() => readUrlState(params, fixed), [params, fixed]);
  const change = useCallback(
    (changed: Partial<T>) => setParams((current) => writeUrlState(current, fixed, changed), { replace: true }),
    [setParams, fixed],
  );
  return [state, change];
}
