import { Anchor, Paper, Stack, Title } from '@mantine/core';
import { Link } from 'react-router';
import { usePermissions } from '../api/queries';
import { Fact, Facts } from '../shared/Facts';
import { Time } from '../shared/Time';
import { attribute, customAttributes, leadZone, tags, type Lead } from './leads';

/** What is known about the lead. */
export function LeadFacts({ lead }: { lead: Lead }) {
  const { userId } = usePermissions();
  const owner = attribute(lead, 'ownerId');
  const zone = leadZone(lead);
  const { conversation } = lead;
  const ofLead = new URLSearchParams({ leadId: lead.leadId });
  return (
    <Paper component="section" p="md" aria-labelledby="facts">
      <Stack gap="sm">
        <Title order={2} id="facts">About the lead</Title>
        <Facts>
          <Fact term="Id">{lead.leadId}</Fact>
          <Fact term="Status">
            {attribute(lead, 'status') ?? 'None'}{lead.previousStatus && `, before: ${lead.previousStatus}`}
          </Fact>
          <Fact term="Owner">{owner === undefined ? 'No one' : owner === userId ? `${owner} (you)` : owner}</Fact>
          <Fact term="Phone">{attribute(lead, 'phone') ?? 'None'}</Fact>
          <Fact term="E-mail">{attribute(lead, 'email') ?? 'None'}</Fact>
          <Fact term="Time zone">
            {zone ?? 'Not known'}{zone && !attribute(lead, 'timezone') && ', from the phone number'}
          </Fact>
          {tags(lead).length > 0 && <Fact term="Tags">{tags(lead).join(', ')}</Fact>}
          {customAttributes(lead).map(([name, value]) => <Fact key={name} term={name}>{value}</Fact>)}
          <Fact term="Known since"><Time at={lead.createdAt} zone={zone} /></Fact>
          <Fact term="Last wrote"><Time at={conversation.lastInboundAt} zone={zone} none="Never" /></Fact>
          <Fact term="Messages">
            {conversation.inboundCount ?? 0} from the lead, {conversation.outboundCount ?? 0} from your team
          </Fact>
          <Fact term="Sent by Nudge">
            <Anchor component={Link} inherit to={`/messages?${ofLead}`}>Show the messages</Anchor>
          </Fact>
          <Fact term="Decided">
            <Anchor component={Link} inherit to={`/decisions?${ofLead}`}>Show the decisions</Anchor>
          </Fact>
        </Facts>
      </Stack>
    </Paper>
  );
}
