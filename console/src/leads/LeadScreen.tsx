import { Alert, Anchor, Button, Skeleton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { api, unwrap } from '../api/client';
import { ApiError } from '../api/problem';
import { keys, usePermissions } from '../api/queries';
import { MessagePanel } from '../messages/MessagePanel';
import { EmptyState } from '../shared/EmptyState';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Screen } from '../shared/Screen';
import { Time } from '../shared/Time';
import { useConfirm } from '../shared/confirm';
import { notifyDone, notifyFailed } from '../shared/notify';
import { useRefreshSoon } from '../shared/useRefreshSoon';
import { useUrlState } from '../shared/useUrlState';
import { Answers } from './Answers';
import { LeadFacts } from './LeadFacts';
import { OptOuts } from './OptOuts';
import { Timeline } from './Timeline';
import { attribute, leadName, type Lead } from './leads';
import { useLead } from './useLead';
import classes from './leads.module.css';

const panels = { answer: '', show: '', open: '', message: '' };

export function LeadScreen() {
  const { leadId = '' } = useParams();
  const [panel, setPanel] = useUrlState(panels);
  const { isAdmin } = usePermissions();
  const { data: lead, error, refetch } = useLead(leadId);
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Screen title={leadId}>
        <EmptyState title={`There is no lead “${leadId}”`}
          action={<Button component={Link} to="/leads">Show all leads</Button>}>
          Check the id. A lead exists from its first event on; events that were refused are among the dead letters.
        </EmptyState>
      </Screen>
    );
  }
  if (error && !lead) {
    return <Screen title={leadId}><ErrorPanel error={error} onRetry={() => void refetch()} /></Screen>;
  }
  if (!lead) {
    return <Screen title={leadId}><Skeleton height={320} /></Screen>;
  }
  const name = leadName(lead);
  const facts = [lead.leadId, attribute(lead, 'status'), attribute(lead, 'phone') ?? attribute(lead, 'email')];
  return (
    <Screen title={name} description={facts.filter((fact) => fact && fact !== name).join(' · ')}
      actions={isAdmin && !lead.deletedAt && <DeleteLead lead={lead} />}>
      {lead.deletedAt && <Deleted lead={lead} />}
      <div className={classes.layout}>
        <div className={classes.column}>
          <Answers lead={lead} open={panel.answer} onOpen={(answer) => setPanel({ answer })} />
          <Timeline lead={lead} show={panel.show} onShow={(show) => setPanel({ show })} open={panel.open}
            onOpen={(open) => setPanel({ open })} onOpenMessage={(message) => setPanel({ message })} />
        </div>
        <div className={classes.column}>
          <LeadFacts lead={lead} />
          <OptOuts lead={lead} />
        </div>
      </div>
      <MessagePanel id={panel.message} onClose={() => setPanel({ message: '' })} />
    </Screen>
  );
}

function Deleted({ lead }: { lead: Lead }) {
  return (
    <Alert color="gray" title={lead.mergedInto ? 'This lead was merged' : 'This lead was deleted'}>
      <Time at={lead.deletedAt} />.{' '}
      {lead.mergedInto ? (
        <>It is continued as{' '}
          <Anchor component={Link} inherit to={`/leads/${encodeURIComponent(lead.mergedInto)}`}>
            {lead.mergedInto}
          </Anchor>.
        </>
      ) : 'Its personal data were removed. A later event creates the lead again.'}
    </Alert>
  );
}

function DeleteLead({ lead }: { lead: Lead }) {
  const confirm = useConfirm();
  const refresh = useRefreshSoon();
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/leads/{id}', { params: { path: { id: lead.leadId } } })),
    onSuccess: () => {
      notifyDone('The lead is being deleted.');
      refresh(keys.leads, keys.timeline, keys.decisions, keys.messages);
    },
    onError: (error) => notifyFailed('The lead was not deleted', error),
  });
  const askAndRemove = async () => {
    if (await confirm({
      title: `Delete ${leadName(lead)}?`,
      body: 'Follow-ups that wait are cancelled. The attributes, the conversation, and the personal data in messages,'
        + ' decisions and stored events are removed. Counters and opt-outs are kept. This cannot be undone; a later event of your CRM'
        + ' creates the lead again.',
      confirm: 'Delete lead',
    })) {
      remove.mutate();
    }
  };
  return (
    <Button variant="outline" color="red" loading={remove.isPending} onClick={() => void askAndRemove()}>
      Delete lead
    </Button>
  );
}
