import { Anchor, Button, Loader } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from 'react-router';
import { keys } from '../api/queries';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Screen } from '../shared/Screen';
import { Time } from '../shared/Time';
import { load } from './templates';
import { TemplateEditor } from './TemplateEditor';
import { useDeleteTemplate } from './useDeleteTemplate';

/** The editor of one template. A name that no template has opens an empty editor. */
export function TemplateScreen() {
  const { name = '' } = useParams();
  const navigate = useNavigate();
  const remove = useDeleteTemplate(() => void navigate('/templates'));
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.templates, 'one', name],
    queryFn: ({ signal }) => load(name, signal),
  });
  const stored = data?.value;
  return (
    <Screen title={name}
      description={(
        <>
          <Anchor component={Link} to="/templates" underline="always">Templates</Anchor>
          {stored && <> · Version {stored.version}, changed <Time at={stored.updatedAt} relative /></>}
          {data && !stored && ' · New, not saved yet'}
        </>
      )}
      actions={stored && (
        <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} loading={remove.isPending}
          onClick={() => void remove.ask(name, data?.etag)}>
          Delete template
        </Button>
      )}>
      {error && !data && <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {data
        ? <TemplateEditor key={name} name={name} stored={data} />
        : !error && <Loader role="status" aria-label="Loading" />}
    </Screen>
  );
}
