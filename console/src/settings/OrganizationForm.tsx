import {
  Alert, Button, Chip, Group, List, NumberInput, Paper, Select, SimpleGrid, Stack, Switch, TagsInput, Text, TextInput,
  Title,
} from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { keys } from '../api/queries';
import type { Violation } from '../api/problem';
import { ErrorPanel } from '../shared/ErrorPanel';
import { errorAt, violationsOf } from '../shared/field-errors';
import { NewerVersion } from '../shared/NewerVersion';
import { notifyDone } from '../shared/notify';
import { isStale, useVersionedDraft, type Versioned } from '../shared/useVersionedDraft';
import { useFocusInvalid } from '../shared/useFocusInvalid';
import { useUnsavedChanges } from '../shared/useUnsavedChanges';
import { ChannelsFields } from './ChannelsFields';
import {
  days, save, toBody, toDraft, type Draft, type Organization, type QuietHoursDraft,
} from './organization';
import { regions } from './regions';
import classes from './settings.module.css';
import { ZoneInput } from './ZoneInput';

export interface FieldsProps {
  draft: Draft;
  /** What the API says about a field, by its pointer. */
  errorOf: (pointer: string) => string | undefined;
  edit: (change: Partial<Draft>) => void;
  isReadOnly: boolean;
}

/** An example in an empty field; those who only read see that nothing is set. */
export const example = (isReadOnly: boolean, text: string): string => (isReadOnly ? 'Not set' : text);

export function OrganizationForm({ stored, isReadOnly }: { stored: Versioned<Organization>; isReadOnly: boolean }) {
  const queries = useQueryClient();
  const { draft, setDraft, base, isChanged, newer, discard, keepMine, saved } = useVersionedDraft(stored, toDraft);
  const saving = useMutation({
    mutationFn: () => save(toBody(draft), base.etag),
    onSuccess: (version) => {
      saved(version.etag);
      queries.setQueryData([...keys.organization, 'settings'], version);
      notifyDone('The settings were saved.');
      return queries.invalidateQueries({ queryKey: keys.organization });
    },
    onError: (error) => isStale(error) ? queries.invalidateQueries({ queryKey: keys.organization }) : undefined,
  });
  useUnsavedChanges(isChanged && !saving.isPending);
  const refused = saving.isError && !isStale(saving.error) ? saving.error : undefined;
  const errors: readonly Violation[] = violationsOf(refused);
  const form = useFocusInvalid(refused);
  const fields: FieldsProps = {
    draft,
    errorOf: (pointer) => errorAt(errors, pointer),
    edit: (change) => setDraft((current) => ({ ...current, ...change })),
    isReadOnly,
  };

  return (
    <form ref={form} noValidate aria-label="Settings of the organization" onSubmit={(event) => {
      event.preventDefault();
      saving.mutate();
    }}>
      <fieldset className={classes.fieldset} disabled={isReadOnly}>
        <Stack gap="lg">
          {newer && (
            <NewerVersion onDiscard={discard} onKeep={keepMine}>
              Version {newer.value.version} was saved while you were editing version {base.value.version}.
            </NewerVersion>
          )}
          <General {...fields} />
          <QuietHours {...fields} />
          <Limits {...fields} />
          <Words {...fields} />
          <ChannelsFields {...fields} />
          <Inbound {...fields} />
          {saving.data?.value.warnings && !isChanged && (
            <Alert color="yellow" title="Saved, with remarks">
              <List size="sm">
                {saving.data.value.warnings.map((warning, index) => <List.Item key={index}>{warning.message}</List.Item>)}
              </List>
            </Alert>
          )}
          {refused && <ErrorPanel error={refused} />}
          {isChanged && (
            <Paper p="md" className={classes.saveBar} role="region" aria-label="Unsaved changes">
              <Group justify="space-between">
                <Text size="sm" c={errors.length > 0 ? 'var(--mantine-color-error)' : undefined}>
                  {errors.length > 0 ? 'Nothing was saved. Correct the marked fields.' : 'Your changes are not saved.'}
                </Text>
                <Group gap="sm" wrap="nowrap">
                  <Button variant="default" onClick={() => {
                    saving.reset();
                    discard();
                  }}>
                    Discard changes
                  </Button>
                  <Button type="submit" loading={saving.isPending} disabled={newer !== undefined}>Save settings</Button>
                </Group>
              </Group>
            </Paper>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}

/** One subject: what it is about on the left, its fields on the right. */
export function Section({ title, description, children }: {
  title: string; description?: string; children: ReactNode;
}) {
  const id = title.toLowerCase().replaceAll(' ', '-');
  return (
    <Paper p="lg" component="section" aria-labelledby={id} className={classes.section}>
      <div>
        <Title order={2} id={id}>{title}</Title>
        {description && <Text size="sm" c="dimmed" mt={4}>{description}</Text>}
      </div>
      <Stack>{children}</Stack>
    </Paper>
  );
}

function General({ draft, errorOf, edit, isReadOnly }: FieldsProps) {
  const hasNoLimit = draft.maxEventAge.unit === '';
  return (
    <Section title="General">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <ZoneInput label="Time zone" description="For automations and leads without their own." value={draft.timezone}
          error={errorOf('/timezone')} onChange={(timezone) => edit({ timezone })} />
        <Select label="Country of phone numbers" description="For numbers without a country code." searchable clearable
          clearButtonProps={{ 'aria-label': 'No country' }} placeholder="International numbers only"
          value={draft.defaultRegion || null} data={regions} error={errorOf('/defaultRegion')}
          onChange={(region) => edit({ defaultRegion: region ?? '' })} />
      </SimpleGrid>
      <Group gap="xs" align="flex-start" wrap="nowrap" role="group" aria-label="Maximum age of events">
        <NumberInput label="Maximum age of events" description="Older events start nothing." flex={1} min={1}
          hideControls allowDecimal={false} disabled={hasNoLimit} value={hasNoLimit ? '' : draft.maxEventAge.number}
          error={errorOf('/maxEventAge')}
          onChange={(number) => edit({ maxEventAge: { ...draft.maxEventAge, number } })} />
        <Select label="Unit" description={'\u00a0'} w={128} allowDeselect={false} value={draft.maxEventAge.unit}
          onChange={(unit) => edit({ maxEventAge: { ...draft.maxEventAge, unit: unit ?? '' } })}
          data={[{ value: 's', label: 'seconds' }, { value: 'm', label: 'minutes' }, { value: 'h', label: 'hours' },
            { value: 'd', label: 'days' }, { value: 'w', label: 'weeks' }, { value: '', label: 'No limit' }]} />
      </Group>
      <TextInput label="Webhook address" description="Messages of the channel Webhook go here." type="url"
        placeholder={example(isReadOnly, 'https://example.com/hook')} value={draft.webhookUrl} error={errorOf('/webhookUrl')}
        onChange={(event) => edit({ webhookUrl: event.currentTarget.value })} />
    </Section>
  );
}

function QuietHours({ draft, errorOf, edit, isReadOnly }: FieldsProps) {
  const { quietHours } = draft;
  const change = (index: number, changed: Partial<QuietHoursDraft>) =>
    edit({ quietHours: quietHours.map((hours, at) => (at === index ? { ...hours, ...changed } : hours)) });
  return (
    <Section title="Quiet hours and holidays"
      description="Nothing is sent to leads at these local times and on these dates. What is due then waits.">
      {quietHours.length === 0 && <Text size="sm" c="dimmed">There are no quiet hours.</Text>}
      {quietHours.map((hours, index) => (
        <Stack key={index} gap="sm" className={classes.quietHours} role="group" aria-label={`Quiet hours ${index + 1}`}>
          <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="sm">
            <TextInput label="From" placeholder="21:00" value={hours.start}
              error={errorOf(`/quietHours/${index}/start`)}
              onChange={(event) => change(index, { start: event.currentTarget.value })} />
            <TextInput label="Until" placeholder="08:00" value={hours.end} error={errorOf(`/quietHours/${index}/end`)}
              onChange={(event) => change(index, { end: event.currentTarget.value })} />
            <ZoneInput label="Zone of leads without one" placeholder="The organization's" value={hours.timezone}
              error={errorOf(`/quietHours/${index}/timezone`)}
              onChange={(timezone) => change(index, { timezone })} />
          </SimpleGrid>
          <Group justify="space-between">
            <Chip.Group multiple value={hours.days}
              onChange={(chosen) => change(index, { days: chosen as typeof hours.days })}>
              <Group gap={4} role="group" aria-label="Days; none means every day">
                {days.map((day) => (
                  <Chip key={day} value={day} size="xs" radius="sm" variant="outline">
                    {day.charAt(0) + day.slice(1).toLowerCase()}
                  </Chip>
                ))}
                {hours.days.length === 0 && <Text size="sm" c="dimmed" ml={4}>Every day</Text>}
              </Group>
            </Chip.Group>
            {!isReadOnly && <Button size="xs" variant="default" aria-label={`Remove quiet hours ${index + 1}`}
              onClick={() => edit({ quietHours: quietHours.filter((_, at) => at !== index) })}>
              Remove
            </Button>}
          </Group>
        </Stack>
      ))}
      {!isReadOnly && (
        <Group>
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />}
            disabled={quietHours.length >= 20}
            onClick={() => edit({ quietHours: [...quietHours, { start: '21:00', end: '08:00', days: [], timezone: '' }] })}>
            Add quiet hours
          </Button>
        </Group>
      )}
      <TagsInput label="Holidays" placeholder={draft.holidays.length === 0 ? example(isReadOnly, '12-25') : undefined}
        description={isReadOnly ? undefined : 'A date such as 2027-04-02, or 12-25 for every year. Press Enter after each.'}
        value={draft.holidays} splitChars={[',', ' ', ';']}
        error={errorOf('/holidays')} onChange={(holidays) => edit({ holidays })} />
    </Section>
  );
}

function Limits({ draft, errorOf, edit }: FieldsProps) {
  return (
    <Section title="Limits" description="How much one lead receives at most, over all automations.">
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NumberInput label="Messages per day" placeholder="No limit" min={1} max={1000} allowDecimal={false}
          clampBehavior="none" hideControls value={draft.perDay} error={errorOf('/caps/perDay')}
          onChange={(perDay) => edit({ perDay })} />
        <NumberInput label="Messages per week" placeholder="No limit" min={1} max={1000} allowDecimal={false}
          clampBehavior="none" hideControls value={draft.perWeek} error={errorOf('/caps/perWeek')}
          onChange={(perWeek) => edit({ perWeek })} />
        <Select label="Messages over the limit" allowDeselect={false} value={draft.onExceeded}
          error={errorOf('/caps/onExceeded')}
          onChange={(onExceeded) => edit({ onExceeded: onExceeded === 'defer' ? 'defer' : 'drop' })}
          data={[{ value: 'drop', label: 'are not sent' }, { value: 'defer', label: 'are sent later' }]} />
      </SimpleGrid>
      <NumberInput label="Ceiling per hour" min={1} max={1000} allowDecimal={false} clampBehavior="none" hideControls
        description="How often one automation may fire for one lead in an hour. It stops loops." maw={320}
        value={draft.ceilingPerHour} error={errorOf('/ceilingPerHour')}
        onChange={(ceilingPerHour) => edit({ ceilingPerHour })} />
    </Section>
  );
}

function Words({ draft, errorOf, edit, isReadOnly }: FieldsProps) {
  return (
    <Section title="Opt-out words"
      description="A lead that answers with one of these words is opted out or in. The usual words, such as STOP and START, always count.">
      <TagsInput label="More words for opting out" placeholder={draft.optOutWords.length === 0 ? example(isReadOnly, 'basta') : undefined}
        value={draft.optOutWords} maxTags={50} error={errorOf('/optOutWords')}
        description={isReadOnly ? undefined : 'Press Enter after each.'}
        onChange={(optOutWords) => edit({ optOutWords })} />
      <TagsInput label="More words for opting in" placeholder={draft.optInWords.length === 0 ? example(isReadOnly, 'sim') : undefined}
        value={draft.optInWords} maxTags={50} error={errorOf('/optInWords')}
        description={isReadOnly ? undefined : 'Press Enter after each.'}
        onChange={(optInWords) => edit({ optInWords })} />
    </Section>
  );
}

function Inbound({ draft, errorOf, edit }: FieldsProps) {
  return (
    <Section title="Incoming messages">
      <Switch label="Create a lead for a message from an unknown address" checked={draft.createLeads}
        description="Otherwise, the message is listed under unmatched messages."
        error={errorOf('/inbound')}
        onChange={(event) => edit({ createLeads: event.currentTarget.checked })} />
    </Section>
  );
}
