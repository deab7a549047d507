import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/queries';
import { replayDeadLetters, type DeadLetterFilter } from '../api/upcoming';
import { useConfirm } from '../shared/confirm';
import { notifyDone, notifyFailed } from '../shared/notify';

const count = (number: number) => `${number.toLocaleString('en')} ${number === 1 ? 'dead letter' : 'dead letters'}`;

/** Replays those that match and were not replayed yet, after the user has seen how many they are. */
export function useReplayGroup() {
  const queries = useQueryClient();
  const confirm = useConfirm();
  const replay = useMutation({
    mutationFn: async (filter: DeadLetterFilter) => {
      const pending = { ...filter, replayed: false };
      const { matched } = await replayDeadLetters(pending, true);
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
        const { replayed } = await replayDeadLetters(pending, false);
        notifyDone(`${count(replayed)} replayed.`);
      }
    },
    onError: (error) => notifyFailed('The dead letters were not replayed', error),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.deadLetters }),
  });
  /** `asked` is the filter whose replay is being prepared or done. */
  return {
    ask: (filter: DeadLetterFilter) => replay.mutate(filter),
    asked: replay.isPending ? replay.variables : undefined,
  };
}
