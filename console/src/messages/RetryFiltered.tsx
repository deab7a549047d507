import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap } from '../api/client';
import { keys } from '../api/queries';
import { ErrorPanel } from '../shared/ErrorPanel';
import { notifyDone } from '../shared/notify';
import { useRefreshSoon } from '../shared/useRefreshSoon';
import { counted, type RetryFilter } from './messages';

/** At most this many are retried by one request. */
const LIMIT = 10_000;

/** Retries all messages that match the filter of the list, after a dry run that counts them. */
export function RetryFiltered({ filter }: { filter: RetryFilter }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>Retry filtered messages…</Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="Retry filtered messages" centered
        closeButtonProps={{ 'aria-label': 'Close' }}>
        {isOpen && <DryRun filter={filter} onClose={() => setOpen(false)} />}
      </Modal>
    </>
  );
}

function DryRun({ filter, onClose }: { filter: RetryFilter; onClose: () => void }) {
  const refresh = useRefreshSoon();
  const dryRun = useQuery({
    queryKey: [...keys.messages, 'dryRun', filter],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/messages/retry', { body: { filter, dryRun: true, limit: LIMIT }, signal })),
    staleTime: 0,
    gcTime: 0,
  });
  const retry = useMutation({
    mutationFn: () => unwrap(api.POST('/api/messages/retry', { body: { filter, dryRun: false, limit: LIMIT } })),
    onSuccess: ({ appended, remaining }) => {
      notifyDone(`${counted(appended)} will be tried again.`
        + (remaining > 0 ? ` ${counted(remaining)} remain; retry again for these.` : ''));
      refresh(keys.messages, keys.stats);
      onClose();
    },
  });
  if (dryRun.error) {
    return <ErrorPanel error={dryRun.error} onRetry={() => void dryRun.refetch()} />;
  }
  if (!dryRun.data) {
    return <Skeleton height={72} />;
  }
  const { matching } = dryRun.data;
  return (
    <Stack>
      <div role="status">
        {matching === 0 ? <Text>No message matches the filter and can be retried.</Text> : (
          <Text><strong>{counted(matching)}</strong> match the filter{' '}
            {filter.state ? '' : 'and are failed or expired '}and will be tried once more, the oldest first.
            {matching > LIMIT && ` One retry takes ${counted(LIMIT)} at most.`}</Text>
        )}
      </div>
      {filter.state === 'UNKNOWN' && matching > 0 && (
        <Text>Providers may have taken them. Recipients may get them twice.</Text>
      )}
      {!filter.state && (
        <Text size="sm" c="dimmed">
          Messages that are unknown may have been sent. To retry these, filter by that state. Test messages are not
          retried.
        </Text>
      )}
      {retry.error && <ErrorPanel error={retry.error} />}
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={onClose}>{matching === 0 ? 'Close' : 'Cancel'}</Button>
        {matching > 0 && (
          <Button color={filter.state === 'UNKNOWN' ? 'red' : undefined} loading={retry.isPending}
            onClick={() => retry.mutate()}>
            Retry {counted(Math.min(matching, LIMIT))}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
