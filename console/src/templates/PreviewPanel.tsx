import { Alert, Group, List, Paper, SegmentedControl, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import type { Schemas } from '../api/client';
import { useCatalog } from '../api/queries';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Fact, Facts } from '../shared/Facts';
import { StatusBadge } from '../shared/StatusBadge';
import classes from './templates.module.css';
import type { Draft } from './templates';
import type { TemplatePreview, Variable } from './usePreview';

type Preview = Schemas['Preview'];

const failures: Record<Schemas['MessageFailure'], string> = {
  TEMPLATE_TOO_LARGE: 'The text for this lead is too large, so nothing would be sent.',
  TEMPLATE_INVALID: 'The template was saved before the current rules and cannot be rendered. Correct it and save it.',
};

/** The text beside the editor, as a lead would receive it. */
export function PreviewPanel({ draft, preview }: { draft: Draft; preview: TemplatePreview }) {
  const channels = useCatalog().data?.channels ?? [];
  const { rendered, variables } = preview;
  return (
    <Paper p="lg" component="section" aria-labelledby="preview">
      <Stack>
        <Group justify="space-between">
          <Title order={2} id="preview">Preview</Title>
          {preview.canChooseChannel && (
            <SegmentedControl size="xs" aria-label="Preview for channel" value={preview.channel}
              onChange={(channel) => preview.setChannel(channel)}
              data={channels.map(({ channel, label }) => ({ value: channel, label }))} />
          )}
        </Group>
        <Select label="For the lead" searchable allowDeselect={false} value={preview.leadId}
          onChange={(id) => preview.chooseLead(id ?? '')}
          data={[{ value: '', label: 'No lead' },
            ...preview.leads.map((lead) => ({ value: lead.leadId, label: leadLabel(lead) }))]} />
        <div aria-live="polite" aria-busy={preview.isStale} className={classes.result}>
          {preview.isEmpty && <Text size="sm" c="dimmed">Write a text to see it as the lead receives it.</Text>}
          {preview.error && <ErrorPanel error={preview.error} onRetry={preview.reload} />}
          {preview.errors.length > 0 && (
            <Text size="sm" c="dimmed">Correct the errors in the editor to see the preview.</Text>
          )}
          {rendered && preview.errors.length === 0 && !preview.error && <Rendered rendered={rendered} draft={draft} />}
        </div>
        {variables.length > 0 && (
          <Stack gap="xs">
            <Title order={3}>Variables</Title>
            {variables.map((variable) => (
              <VariableRow key={variable.name} variable={variable}
                isUnknown={rendered?.unknownVariables.includes(variable.name)
                  || rendered?.unknownVariables.includes(`lead.${variable.name}`) || false}
                onChange={(value) => preview.setValue(variable.name, value)} />
            ))}
          </Stack>
        )}
      </Stack>
    </Paper>
  );
}

function leadLabel({ leadId, attributes }: Schemas['Lead']): string {
  const name = [attributes.firstName, attributes.lastName].filter(Boolean).join(' ');
  return name === '' ? leadId : `${name} (${leadId})`;
}

function Rendered({ rendered, draft }: { rendered: Preview; draft: Draft }) {
  return (
    <Stack gap="sm">
      {rendered.failure && <Alert color="red" title="Nothing would be sent">{failures[rendered.failure]}</Alert>}
      {rendered.contentSid !== undefined && <Approved rendered={rendered} />}
      {rendered.body !== undefined && rendered.contentSid === undefined && (rendered.channel === 'email'
        ? <Email rendered={rendered} hasSubject={draft.subject !== ''} />
        : <div className={classes.bubble} data-channel={rendered.channel}>{rendered.body}</div>)}
      {rendered.segments !== undefined && <Segments rendered={rendered} />}
      {rendered.warnings && (
        <Alert color="yellow" title="Remarks">
          <List size="sm">
            {rendered.warnings.map((warning, index) => <List.Item key={index}>{warning.message}</List.Item>)}
          </List>
        </Alert>
      )}
    </Stack>
  );
}

/** WhatsApp shows the approved text, which only WhatsApp knows, with these values. */
function Approved({ rendered }: { rendered: Preview }) {
  return (
    <>
      <Text size="sm">
        WhatsApp shows the approved template {rendered.contentSid} in place of the text, with these values:
      </Text>
      <Facts>
        {Object.entries(rendered.contentVariables ?? {}).map(([name, value]) => (
          <Fact key={name} term={name}>{value}</Fact>
        ))}
      </Facts>
    </>
  );
}

/** The body is HTML of unknown origin: the frame runs no script, opens nothing and has no access to the page. */
function Email({ rendered, hasSubject }: { rendered: Preview; hasSubject: boolean }) {
  return (
    <div className={classes.email}>
      <div className={classes.subject}>
        <Text span size="sm" c="dimmed">Subject </Text>
        {hasSubject ? rendered.subject : <Text span size="sm" c="dimmed">None</Text>}
      </div>
      <iframe sandbox="" srcDoc={rendered.body ?? ''} title="Preview of the e-mail" className={classes.frame} />
    </div>
  );
}

function Segments({ rendered: { segments = 1, encoding, length = 0 } }: { rendered: Preview }) {
  const [one, all] = encoding === 'UCS-2' ? [70, 67] : [160, 153];
  const room = segments === 1 ? one : segments * all;
  return (
    <Group gap="md">
      <StatusBadge tone={segments > 1 ? 'waiting' : 'good'}>
        {`${segments} ${segments === 1 ? 'SMS' : 'SMS per message'}`}
      </StatusBadge>
      <Text size="sm" c="dimmed">{length} of {room} characters</Text>
      <Text size="sm" c="dimmed">
        {encoding}{encoding === 'UCS-2' && ': it has a character that needs more room, such as an emoji'}
      </Text>
    </Group>
  );
}

function VariableRow({ variable: { name, value, isOfEvent }, isUnknown, onChange }: {
  variable: Variable; isUnknown: boolean; onChange: (value: string) => void;
}) {
  return (
    <div className={classes.variable}>
      <Text size="sm" className={classes.variableName} id={`variable-${name}`}>{name}</Text>
      {isOfEvent
        ? <Text size="sm" c="dimmed">From the event that starts the follow-up</Text>
        : <TextInput size="xs" aria-labelledby={`variable-${name}`} placeholder="No value" value={value}
          onChange={(event) => onChange(event.currentTarget.value)} />}
      {isUnknown && !isOfEvent
        ? <StatusBadge tone="bad">No value</StatusBadge>
        : <StatusBadge tone={isOfEvent ? 'neutral' : 'good'}>{isOfEvent ? 'Later' : 'Has a value'}</StatusBadge>}
    </div>
  );
}
