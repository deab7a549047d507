import { Button, Group } from '@mantine/core';
import type { CursorPages } from './useCursorPages';

export function LoadMore({ pages }: { pages: CursorPages }) {
  if (!pages.hasMore) {
    return null;
  }
  return (
    <Group justify="center" mt="md">
      <Button variant="default" loading={pages.isLoadingMore} onClick={pages.loadMore}>Load more</Button>
    </Group>
  );
}
