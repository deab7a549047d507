import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client';
import { keys } from '../api/queries';
import { useConfirm } from '../shared/confirm';
import { notifyDone, notifyFailed } from '../shared/notify';
import { templateUse } from './useTemplateUse';

/** Deletes a template after the user has seen which automations use it. */
export function useDeleteTemplate(onDeleted?: () => void) {
  const queries = useQueryClient();
  const confirm = useConfirm();
  const remove = useMutation({
    mutationFn: ({ name, etag }: { name: string; etag: string | undefined }) =>
      unwrap(api.DELETE('/api/templates/{name}', {
        params: { path: { name }, header: etag === undefined ? {} : { 'If-Match': etag } },
      })),
    onSuccess: (_, { name }) => {
      notifyDone(`“${name}” was deleted.`);
      onDeleted?.();
    },
    onError: (error, { name }) => notifyFailed(`“${name}” was not deleted`, error),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.templates }),
  });
  const ask = async (name: string, etag?: string) => {
    let users;
    try {
      users = (await queries.fetchQuery(templateUse(name))).items;
    } catch (error) {
      notifyFailed(`“${name}” was not deleted`, error);
      return;
    }
    const names = users.slice(0, 3).map((automation) => `“${automation.name}”`).join(', ');
    const others = users.length > 3 ? ' and others' : '';
    if (await confirm({
      title: `Delete “${name}”?`,
      body: users.length === 0
        ? 'No automation uses it. Messages that are waiting keep the text that they have.'
        : `Used by ${names}${others}. Their next messages have no text and fail, until there is a template of this name`
          + ' again.',
      confirm: 'Delete template',
    })) {
      remove.mutate({ name, etag });
    }
  };
  return { ask, isPending: remove.isPending };
}
