import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';

/**
 * A list of the API that comes in pages. Render `items`, then `<LoadMore pages={pages} />`.
 *
 *     const pages = useCursorPages([...keys.leads, filter], (cursor, signal) =>
 *       unwrap(api.GET('/api/leads', { params: { query: { cursor, limit: 50 } }, signal })));
 */
export function useCursorPages<T>(key: QueryKey, load: (cursor: string | undefined, signal: AbortSignal) =>
  Promise<{ items: T[]; nextCursor?: string | null }>) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: { items: T[]; nextCursor?: string | null }) => last.nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items) ?? [],
    isLoading: query.isPending,
    /** The items are those of the previous filter, until the new ones arrive. */
    isStale: query.isPlaceholderData,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    reload: () => void query.refetch(),
  };
}

export type CursorPages = Pick<ReturnType<typeof useCursorPages>, 'hasMore' | 'isLoadingMore' | 'loadMore'>;
