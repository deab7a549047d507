import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

const MOMENTS_MILLISECONDS = [0, 1_000, 3_000, 8_000];

/** Reloads what an accepted request will change: the engine applies it shortly after the response. */
export function useRefreshSoon(): (...queryKeys: (readonly string[])[]) => void {
  const queries = useQueryClient();
  return useCallback((...queryKeys) => {
    for (const moment of MOMENTS_MILLISECONDS) {
      setTimeout(() => queryKeys.forEach((queryKey) => void queries.invalidateQueries({ queryKey })), moment);
    }
  }, [queries]);
}
