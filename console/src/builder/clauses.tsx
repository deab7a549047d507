import {
  ActionIcon, Button, Checkbox, Chip, Group, NumberInput, Radio, Select, Stack, Switch, TagsInput, TextInput,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useId } from 'react';
import type { Schemas } from '../api/client';
import { useCatalog } from '../api/queries';
import { Clause, Line } from './Clause';
import { ActionsEditor } from './ActionsEditor';
import { ConditionsEditor, DurationInput } from './ConditionsEditor';
import { cancelOn, listensTo, type Draft, type Step, type Unit } from './draft';
import { PartRemarks, useField, Warnings } from './fields';
import classes from './builder.module.css';

export interface ClauseProps {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
}

const toNumber = (value: number | string): number | undefined => (typeof value === 'number' ? value : undefined);
const zones = Intl.supportedValuesOf('timeZone');

export function WhenClause({ draft, onChange }: ClauseProps) {
  const types = useCatalog().data?.eventTypes.map(({ type, label }) => ({ value: type, label })) ?? [];
  const known = (value: string | undefined) =>
    (value && !types.some((type) => type.value === value) ? [...types, { value, label: value }] : types);
  const first = useField('/event');
  const second = useField('/triggerType');
  const source = useField('/sourceStatuses');
  const target = useField('/targetStatuses');
  return (
    <Clause words="When">
      <Line>
        <Select {...first} aria-label="Event" className={classes.grow} allowDeselect={false} value={draft.event ?? null}
          placeholder="Choose an event" data={known(draft.event)}
          onChange={(event) => onChange({ event: event ?? undefined })} />
        <span className={classes.word}>or</span>
        <Select {...second} aria-label="Second event" className={classes.grow} clearable placeholder="no other event"
          clearButtonProps={{ 'aria-label': 'Remove the second event' }} value={draft.triggerType ?? null}
          data={known(draft.triggerType)} onChange={(triggerType) => onChange({ triggerType: triggerType ?? undefined })} />
      </Line>
      <TagsInput {...source} label="in the status" placeholder={draft.sourceStatuses?.length ? '' : 'any status'}
        acceptValueOnBlur value={draft.sourceStatuses ?? []}
        clearButtonProps={{ 'aria-label': 'Remove all statuses' }}
        onChange={(sourceStatuses) => onChange({ sourceStatuses })} />
      {listensTo(draft, 'status_change') && (
        <>
          <TagsInput {...target} label="changing to the status" acceptValueOnBlur
            placeholder={draft.targetStatuses?.length ? '' : 'any status'} value={draft.targetStatuses ?? []}
            onChange={(targetStatuses) => onChange({ targetStatuses })} />
          <Warnings pointer="/targetStatuses" />
        </>
      )}
    </Clause>
  );
}

export function WaitClause({ draft, onChange }: ClauseProps) {
  const isTimer = draft.triggerLogicType === 'timer';
  const hasSteps = (draft.steps?.length ?? 0) > 0;
  const useSteps = () => onChange({
    steps: [{ delay: draft.timerLogic?.delay ?? 24, unit: draft.timerLogic?.unit ?? 'hours' }],
  });
  const value = !isTimer ? 'event' : hasSteps ? 'steps' : 'timer';
  return (
    <Clause words="Wait">
      <Radio.Group aria-label="How long to wait" value={value} onChange={(chosen) => {
        if (chosen === 'event') {
          onChange({ triggerLogicType: 'event' });
        } else if (chosen === 'timer') {
          onChange({ triggerLogicType: 'timer', steps: [],
            timerLogic: { ...draft.timerLogic, delay: draft.timerLogic?.delay ?? 24, unit: draft.timerLogic?.unit ?? 'hours' } });
        } else {
          onChange({ triggerLogicType: 'timer' });
          useSteps();
        }
      }}>
        <Group gap="lg">
          <Radio value="event" label="Not at all" />
          <Radio value="timer" label="The same each time" />
          <Radio value="steps" label="Step by step" />
        </Group>
      </Radio.Group>
      {value === 'timer' && <Delay pointer="/timerLogic" delay={draft.timerLogic?.delay} unit={draft.timerLogic?.unit}
        onChange={(change) => onChange({ timerLogic: { ...draft.timerLogic, ...change } })} />}
      {value === 'steps' && <Steps draft={draft} onChange={onChange} />}
      <PartRemarks pointer="/timerLogic" />
      {isTimer && (
        <Switch label="The timer is on" checked={draft.timerLogic?.enabled !== false}
          description="When it is off, nothing starts for anyone."
          onChange={(event) => onChange({ timerLogic: { ...draft.timerLogic, enabled: event.currentTarget.checked } })} />
      )}
    </Clause>
  );
}

interface DelayProps {
  pointer: string;
  delay: number | undefined;
  unit: Unit | undefined;
  onChange: (change: { delay?: number; unit?: Unit }) => void;
}

function Delay({ pointer, delay, unit, onChange }: DelayProps) {
  const units = useCatalog().data?.units;
  const amount = useField(`${pointer}/delay`);
  const unitField = useField(`${pointer}/unit`);
  return (
    <Line>
      <NumberInput {...amount} aria-label="Delay" w={120} min={0} allowDecimal={false} allowNegative={false}
        value={delay ?? ''} onChange={(value) => onChange({ delay: toNumber(value) })} />
      <Select {...unitField} aria-label="Unit" w={136} allowDeselect={false} value={unit ?? null}
        data={units?.map(({ unit: value, label }) => ({ value, label })) ?? ['seconds', 'minutes', 'hours', 'days', 'weeks']}
        onChange={(value) => onChange({ unit: value as Unit })} />
    </Line>
  );
}

function Steps({ draft, onChange }: ClauseProps) {
  const addId = useId();
  const steps = draft.steps ?? [];
  const set = (changed: Step[]) => onChange({ steps: changed });
  const change = (index: number, changed: Partial<Step>) =>
    set(steps.map((step, at) => (at === index ? { ...step, ...changed } : step)));
  const move = (index: number, by: number) => {
    const changed = [...steps];
    const [step] = changed.splice(index, 1);
    if (step) {
      changed.splice(index + by, 0, step);
      set(changed);
    }
  };
  return (
    <Stack gap="sm" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
      {steps.map((step, index) => (
        <li key={index} className={classes.step} aria-label={`Step ${index + 1}`}>
          <Stack gap="sm">
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Group gap="sm" align="flex-start">
                <span className={classes.word}>{index === 0 ? 'First wait' : 'then wait'}</span>
                <Delay pointer={`/steps/${index}`} delay={step.delay} unit={step.unit}
                  onChange={(changed) => change(index, changed as Partial<Step>)} />
              </Group>
              <Group gap={4} wrap="nowrap">
                <ActionIcon variant="subtle" color="gray" c="var(--mantine-color-text)" disabled={index === 0}
                  aria-label={`Move step ${index + 1} up`} onClick={() => move(index, -1)}>
                  <IconArrowUp size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon variant="subtle" color="gray" c="var(--mantine-color-text)"
                  disabled={index === steps.length - 1} aria-label={`Move step ${index + 1} down`}
                  onClick={() => move(index, 1)}>
                  <IconArrowDown size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon variant="subtle" color="gray" c="var(--mantine-color-text)" disabled={steps.length === 1}
                  aria-label={`Remove step ${index + 1}`} onClick={() => {
                    set(steps.filter((_, at) => at !== index));
                    document.getElementById(addId)?.focus();
                  }}>
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
            </Group>
            <Checkbox label="Send other messages in this step" checked={step.actions !== undefined}
              onChange={(event) => change(index, {
                actions: event.currentTarget.checked ? { sendMessage: [{ template: '', channel: 'sms' }] } : undefined,
              })} />
            {step.actions && (
              <ActionsEditor actions={step.actions.sendMessage} pointer={`/steps/${index}/actions/sendMessage`}
                onChange={(sendMessage) => change(index, { actions: { sendMessage } })} />
            )}
            <Checkbox label="Only if further conditions hold" checked={step.conditions !== undefined}
              onChange={(event) => change(index, { conditions: event.currentTarget.checked ? [] : undefined })} />
            {step.conditions && (
              <ConditionsEditor conditions={step.conditions} pointer={`/steps/${index}/conditions`}
                onChange={(conditions) => change(index, { conditions })} />
            )}
          </Stack>
        </li>
      ))}
      <li>
        <Button id={addId} variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set([...steps, { delay: steps.at(-1)?.delay || 1, unit: steps.at(-1)?.unit ?? 'days' }])}>
          Add step
        </Button>
      </li>
    </Stack>
  );
}

export function IfClause({ draft, onChange }: ClauseProps) {
  return (
    <Clause words="And if">
      <ConditionsEditor conditions={draft.conditions ?? []} pointer="/conditions"
        onChange={(conditions) => onChange({ conditions })} />
    </Clause>
  );
}

export function BetweenClause({ draft, onChange }: ClauseProps) {
  const schedule = draft.schedule;
  const start = useField('/schedule/start');
  const end = useField('/schedule/end');
  const zone = useField('/schedule/timezone');
  const days = useField('/schedule/days');
  const weekdays = useCatalog().data?.days ?? [];
  const set = (change: Partial<NonNullable<Draft['schedule']>>) =>
    onChange({ schedule: { start: '09:00', end: '18:00', ...schedule, ...change } });
  return (
    <Clause words="Between">
      <Switch label="Only at certain hours" checked={schedule !== undefined}
        description={schedule ? undefined : 'Messages leave at any time outside your organization’s quiet hours.'}
        onChange={(event) => (event.currentTarget.checked ? set({}) : onChange({ schedule: undefined }))} />
      {schedule && (
        <>
          <Line>
            <TextInput {...start} aria-label="From" w={152} placeholder="09:00" value={schedule.start}
              onChange={(event) => set({ start: event.currentTarget.value })} />
            <span className={classes.word}>and</span>
            <TextInput {...end} aria-label="Until" w={152} placeholder="18:00" value={schedule.end}
              onChange={(event) => set({ end: event.currentTarget.value })} />
            <Select {...zone} aria-label="Time zone" className={classes.grow} searchable clearable limit={100}
              placeholder="in the time zone of the lead, or of the organization"
              clearButtonProps={{ 'aria-label': 'Use the time zone of the lead' }}
              data={zones} value={schedule.timezone ?? null} nothingFoundMessage="No such time zone"
              onChange={(timezone) => set({ timezone: timezone ?? undefined })} />
          </Line>
          <Chip.Group multiple value={schedule.days?.length ? schedule.days : weekdays.map(({ day }) => day)}
            onChange={(chosen) => set({
              days: chosen.length === weekdays.length || chosen.length === 0 ? undefined
                : weekdays.map(({ day }) => day as Schemas['Day']).filter((day) => chosen.includes(day)),
            })}>
            <Group gap="xs" role="group" aria-label="Days" id={days.id}>
              {weekdays.map(({ day, label }) => (
                <Chip key={day} value={day} size="xs" variant="outline">{label.slice(0, 3)}</Chip>
              ))}
            </Group>
          </Chip.Group>
        </>
      )}
      <PartRemarks pointer="/schedule" withFields />
    </Clause>
  );
}

export function SendClause({ draft, onChange }: ClauseProps) {
  return (
    <Clause words="Send">
      <ActionsEditor actions={draft.actions.sendMessage} pointer="/actions/sendMessage"
        onChange={(sendMessage) => onChange({ actions: { sendMessage } })} />
    </Clause>
  );
}

export function LimitsClause({ draft, onChange }: ClauseProps) {
  const followUps = useField('/maxFollowUpCount');
  const transitions = useField('/maxTransitions');
  const lateness = useField('/maxLateness');
  const isTimer = draft.triggerLogicType === 'timer';
  const steps = draft.steps?.length ?? 0;
  const cancelled = cancelOn(draft);
  return (
    <>
      <Clause words="At most">
        <Line>
          <NumberInput {...followUps} className={classes.grow} min={1} allowDecimal={false} allowNegative={false}
            label={isTimer ? 'follow-ups per run' : 'messages until the lead replies'}
            placeholder={isTimer ? String(steps || 1) : 'no limit'} value={draft.maxFollowUpCount ?? ''}
            onChange={(value) => onChange({ maxFollowUpCount: toNumber(value) })} />
          <NumberInput {...transitions} className={classes.grow} label="runs per lead" min={1} allowDecimal={false}
            allowNegative={false} placeholder="no limit" value={draft.maxTransitions ?? ''}
            onChange={(value) => onChange({ maxTransitions: toNumber(value) })} />
        </Line>
        <Warnings pointer="/maxFollowUpCount" />
        {isTimer && (
          <>
            <Checkbox label="Send nothing if a follow-up is late after an outage" checked={draft.maxLateness !== undefined}
              onChange={(event) => onChange({ maxLateness: event.currentTarget.checked ? '1d' : undefined })} />
            {draft.maxLateness !== undefined && (
              <Line>
                <span className={classes.word}>late by more than</span>
                <DurationInput {...lateness} label="Maximum lateness" value={draft.maxLateness}
                  onChange={(maxLateness) => onChange({ maxLateness })} />
              </Line>
            )}
          </>
        )}
      </Clause>
      <Clause words="Until">
        <Checkbox.Group aria-label="What ends the wait" value={cancelled}
          onChange={(chosen) => onChange({ cancelOn: chosen as Draft['cancelOn'] })}>
          <Group gap="lg">
            <Checkbox value="reply" label="the lead replies" />
            <Checkbox value="status_change" label="the lead’s status changes" />
          </Group>
        </Checkbox.Group>
        <PartRemarks pointer="/cancelOn" withFields />
      </Clause>
    </>
  );
}

/** The SMS that the user gets whose lead a follow-up goes to; each user has their own. */
export function TellMeClause({ draft, onChange }: ClauseProps) {
  const numbers = useField('/userSmsNotification/phoneNumbers');
  const message = useField('/userSmsNotification/message');
  const settings = draft.userSmsNotification;
  const isOn = settings !== undefined && settings.enabled !== false;
  return (
    <Clause words="Tell me">
      <Switch label="Send me an SMS when it fires for one of my leads" checked={isOn}
        onChange={(event) => onChange({
          userSmsNotification: event.currentTarget.checked || settings
            ? { ...settings, enabled: event.currentTarget.checked } : undefined,
        })} />
      {isOn && (
        <>
          <TagsInput {...numbers} label="My phone numbers" placeholder="+14155550100" acceptValueOnBlur
            value={settings.phoneNumbers ?? []}
            onChange={(phoneNumbers) => onChange({ userSmsNotification: { ...settings, phoneNumbers } })} />
          <TextInput {...message} label="Text" value={settings.message ?? ''}
            onChange={(event) => onChange({
              userSmsNotification: { ...settings, message: event.currentTarget.value || undefined },
            })} />
        </>
      )}
      <PartRemarks pointer="/userSmsNotification" withFields />
    </Clause>
  );
}
