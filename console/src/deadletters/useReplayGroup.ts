import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '../api/client';
import { keys } from '../api/queries';
import { useConfirm } from '../shared/confirm';
import { notifyDone, notifyFailed } from '../shared/notify';

/** As many as one request may replay. */
const LIMIT = 10_000;

/** Those that were replayed before are never among them. */
type Filter = Omit<Schemas['DeadLetterFilter'], 'replayed'>;

const replayMatching = (filter: Filter, dryRun: boolean) => unwrap(api.POST('/api/dead-letters/replay', {
  body: { filter: { ...filter, replayed: false }, dryRun, limit: LIMIT },
}));

const count = (number: number) => `${number.toLocaleString('en')} ${number === 1 ? 'dead letter' : 'dead letters'}`;

/** Replays those that match and were not replayed yet, after the user has seen how many they are. */
export function useReplayGroup() {
  const queries = useQueryClient();
  const confirm = useConfirm();
  const replay = useMutation({
    mutationFn: async (filter: Filter) => {
      const { matched } = await replayMatching(filter, true);
      if (matched === 0) {
        notifyDone('There is nothing to replay: each of them was replayed before, or was stored in part only.');
        return;
      }
      if (await confirm({
        title: `Replay ${count(matched)}?`,
        body: 'Each record is appended to its topic again, and is processed with the present settings. Whatever still'
          + ' cannot be processed becomes another dead letter. Those that were replayed before are left out.',
        confirm: `Replay ${count(matched)}`,
        isDestructive: false,
      })) {
        const { replayed } = await replayMatching(filter, false);
        notifyDone(`${count(replayed)} replayed.`);
      }
    },
    onError: (error) => notifyFailed('The dead letters were not replayed', error),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.deadLetters }),
  });
  /** `asked` is the filter whose replay is being prepared or done. */
  return {
    ask: (filter: Filter) => replay.mutate(filter),
    asked: replay.isPending ? replay.variables : undefined,
  };
}
