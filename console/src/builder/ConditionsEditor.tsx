import { ActionIcon, Button, Group, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useId } from 'react';
import type { Schemas } from '../api/client';
import { useCatalog } from '../api/queries';
import { duration } from '../automations/automations';
import { childrenOf, groupKind, groupOf, type Condition, type GroupKind } from './condition-tree';
import { choiceOf, entryOf, parsed, pathOf, shown, type Entry } from './condition-value';
import { PartRemarks, useField } from './fields';
import classes from './builder.module.css';

type CatalogField = Schemas['CatalogField'];

const newCondition: Condition = { field: 'status', op: 'eq', value: '' };
const groupLabels: { value: GroupKind; label: string }[] = [
  { value: 'all', label: 'All of these hold' },
  { value: 'any', label: 'Any of these holds' },
  { value: 'none', label: 'None of these holds' },
];
const sections = { lead: 'Lead', conversation: 'Conversation', event: 'Event' };
const durationUnits = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days', w: 'weeks' };

interface ConditionsProps {
  conditions: Condition[];
  /** The place of the list, or of the group, in the automation. */
  pointer: string;
  onChange: (conditions: Condition[]) => void;
}

/** Conditions that must all hold, with groups at any depth. */
export function ConditionsEditor({ conditions, pointer, onChange }: ConditionsProps) {
  const children = conditions.map((condition, index) => ({ condition, pointer: `${pointer}/${index}` }));
  return <ConditionList items={children} onChange={onChange} pointer={pointer} />;
}

interface ListProps {
  items: { condition: Condition; pointer: string }[];
  pointer: string;
  onChange: (conditions: Condition[]) => void;
}

function ConditionList({ items, pointer, onChange }: ListProps) {
  const addId = useId();
  const conditions = items.map((item) => item.condition);
  const remove = (index: number) => {
    onChange(conditions.filter((_, other) => other !== index));
    document.getElementById(addId)?.focus();
  };
  return (
    <>
      {items.map((item, index) => (
        <div key={item.pointer} className={classes.row}>
          <ConditionEditor condition={item.condition} pointer={item.pointer}
            onChange={(changed) => onChange(conditions.map((other, at) => (at === index ? changed : other)))} />
          <ActionIcon variant="subtle" size={36} c="var(--mantine-color-text)" color="gray"
            aria-label={groupKind(item.condition) ? `Remove group ${index + 1}` : `Remove condition ${index + 1}`}
            onClick={() => remove(index)}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <PartRemarks pointer={pointer} />
      <Group gap="xs">
        <Button id={addId} variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...conditions, newCondition])}>
          Add condition
        </Button>
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...conditions, groupOf('any', [newCondition])])}>
          Add group
        </Button>
      </Group>
    </>
  );
}

interface EditorProps {
  condition: Condition;
  pointer: string;
  onChange: (condition: Condition) => void;
}

function ConditionEditor({ condition, pointer, onChange }: EditorProps) {
  const kind = groupKind(condition);
  if (!kind) {
    return <LeafEditor condition={condition} pointer={pointer} onChange={onChange} />;
  }
  const children = childrenOf(condition).map((child) => ({ ...child, pointer: pointer + child.pointer }));
  return (
    <div className={classes.group} role="group" aria-label="Group of conditions">
      <Select aria-label="How the conditions of the group combine" data={groupLabels} value={kind} maw={240}
        allowDeselect={false}
        onChange={(chosen) => onChange(groupOf(chosen as GroupKind, children.map((child) => child.condition)))} />
      <ConditionList items={children} pointer={pointer + (kind === 'none' ? '/not/any' : `/${kind}`)}
        onChange={(changed) => onChange(groupOf(kind, changed))} />
    </div>
  );
}

function LeafEditor({ condition, pointer, onChange }: EditorProps) {
  const catalog = useCatalog().data;
  const fields = catalog?.fields ?? [];
  const choice = choiceOf(condition.field ?? '', fields);
  const field = fields.find((one) => one.path === choice.path);
  const operators = (catalog?.operators ?? []).filter(({ operator }) => !field || field.operators.includes(operator));
  const operator = operators.find((one) => one.operator === condition.op);
  const fieldProps = useField(`${pointer}/field`);
  const operatorProps = useField(`${pointer}/op`);

  const chooseField = (path: string) => {
    const chosen = fields.find((one) => one.path === path);
    const op = chosen && condition.op && !chosen.operators.includes(condition.op) ? chosen.operators[0] : condition.op;
    onChange(withOperator({ ...condition, field: pathOf({ path, name: '' }) }, op));
  };
  const withOperator = (changed: Condition, op: Condition['op']): Condition => {
    const entry = (name: Condition['op']) => entryOf(catalog?.operators.find((one) => one.operator === name));
    const { value, ...rest } = changed;
    const next = entry(op);
    if (next === 'none') {
      return { ...rest, op };
    }
    return { ...rest, op, value: entry(changed.op) === next && value !== undefined ? value : emptyValue(next) };
  };

  return (
    <div className={classes.leaf}>
      <Select {...fieldProps} aria-label="Field" searchable allowDeselect={false} value={choice.path || null}
        placeholder="Field" nothingFoundMessage="No such field" data={grouped(fields)}
        onChange={(path) => path && chooseField(path)} />
      {choice.path.endsWith('.*') && (
        <TextInput aria-label={choice.path === 'attributes.*' ? 'Name of the attribute' : 'Name of the data'}
          placeholder="Name, such as city" value={choice.name} error={fieldProps.error}
          onChange={(event) => onChange({
            ...condition, field: pathOf({ path: choice.path, name: event.currentTarget.value }),
          })} />
      )}
      <Select {...operatorProps} aria-label="Operator" searchable allowDeselect={false} value={condition.op ?? null}
        placeholder="Operator" nothingFoundMessage="No such operator"
        data={operators.map(({ operator: value, label }) => ({ value, label }))}
        onChange={(op) => op && onChange(withOperator(condition, op as Condition['op']))} />
      <ValueEditor condition={condition} pointer={`${pointer}/value`} onChange={onChange}
        operator={operator} type={field?.type ?? 'any'} />
    </div>
  );
}

function emptyValue(entry: Entry): unknown {
  switch (entry) {
    case 'list':
      return [];
    case 'pair':
      return ['', ''];
    case 'duration':
      return '24h';
    default:
      return '';
  }
}

function grouped(fields: readonly CatalogField[]) {
  return (Object.keys(sections) as (keyof typeof sections)[]).map((of) => ({
    group: sections[of],
    items: fields.filter((field) => field.of === of).map(({ path, label }) => ({ value: path, label })),
  })).filter(({ items }) => items.length > 0);
}

interface ValueProps extends EditorProps {
  operator: Schemas['CatalogOperator'] | undefined;
  type: CatalogField['type'];
}

function ValueEditor({ condition, pointer, onChange, operator, type }: ValueProps) {
  const field = useField(pointer);
  const set = (value: unknown) => onChange({ ...condition, value } as Condition);
  switch (entryOf(operator)) {
    case 'none':
      return null;
    case 'list':
      return (
        <TagsInput {...field} aria-label="Values" placeholder="Values, each with Enter" acceptValueOnBlur
          value={Array.isArray(condition.value) ? condition.value.map(shown) : []}
          onChange={(values) => set(values.map((value) => parsed(value, type)))} />
      );
    case 'pair': {
      const [low, high] = Array.isArray(condition.value) ? condition.value as unknown[] : [];
      return (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <TextInput {...field} aria-label="Lowest value" value={shown(low)}
            onChange={(event) => set([parsed(event.currentTarget.value, type), high ?? ''])} />
          <span className={classes.word}>and</span>
          <TextInput aria-label="Highest value" value={shown(high)} error={field.error !== undefined}
            onChange={(event) => set([low ?? '', parsed(event.currentTarget.value, type)])} />
        </Group>
      );
    }
    case 'duration':
      return <DurationInput {...field} label="Duration" value={shown(condition.value)} onChange={set} />;
    case 'text':
      return (
        <TextInput {...field} aria-label="Value" value={shown(condition.value)}
          placeholder={operator?.expects} title={operator?.expects}
          onChange={(event) => set(parsed(event.currentTarget.value, type))} />
      );
  }
}

interface DurationProps {
  id?: string;
  label: string;
  error?: string | undefined;
  /** Such as `36h`. */
  value: string;
  onChange: (value: string) => void;
}

/** A duration in the API's form: digits and a unit. */
export function DurationInput({ id, label, error, value, onChange }: DurationProps) {
  const [, amount = '', unit = 'h'] = /^(\d*)([smhdw])$/.exec(value) ?? [];
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <NumberInput id={id} aria-label={label} error={error} min={1} allowDecimal={false} allowNegative={false} w={96}
        value={amount === '' ? '' : Number(amount)} onChange={(changed) => onChange(`${changed}${unit}`)} />
      <Select aria-label={`Unit of the ${label.toLowerCase()}`} allowDeselect={false} value={unit} w={128}
        data={Object.entries(durationUnits).map(([short, name]) => ({
          value: short, label: duration(Number(amount) || 2, name).replace(/^\d+ /, ''),
        }))}
        onChange={(changed) => changed && onChange(`${amount}${changed}`)} />
    </Group>
  );
}
