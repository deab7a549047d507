import type { Schemas } from '../api/client';

type CatalogField = Schemas['CatalogField'];

/** How the value of an operator is entered. */
export type Entry = 'none' | 'list' | 'pair' | 'duration' | 'text';

const entries: Record<Schemas['Operand'], Entry> = {
  none: 'none',
  value: 'text',
  values: 'list',
  text: 'text',
  pattern: 'text',
  ordered: 'text',
  range: 'pair',
  duration: 'duration',
};

export function entryOf(operator: Schemas['CatalogOperator'] | undefined): Entry {
  return operator ? entries[operator.operand] : 'text';
}

const PLAIN_NUMBER = /^-?\d{1,15}(\.\d{1,10})?$/;

/** What is typed as JSON: a number where the field may be one, otherwise text. */
export function parsed(text: string, type: CatalogField['type']): string | number | boolean {
  if ((type === 'number' || type === 'any') && PLAIN_NUMBER.test(text) && String(Number(text)) === text) {
    return Number(text);
  }
  if (type === 'any' && (text === 'true' || text === 'false')) {
    return text === 'true';
  }
  return text;
}

export function shown(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

export interface FieldChoice {
  /** The path, or the pattern that it matches, such as `attributes.*`. */
  path: string;
  /** What stands for the star. */
  name: string;
}

/** The entry of the catalog that a path belongs to. A bare name that the catalog does not know is an attribute. */
export function choiceOf(path: string, fields: readonly CatalogField[]): FieldChoice {
  if (path === '' || fields.some((field) => field.path === path)) {
    return { path, name: '' };
  }
  const pattern = fields.find((field) => field.path.endsWith('.*') && path.startsWith(field.path.slice(0, -1)));
  return pattern
    ? { path: pattern.path, name: path.slice(pattern.path.length - 1) }
    : { path: 'attributes.*', name: path };
}

export function pathOf(choice: FieldChoice): string {
  return choice.path.endsWith('.*') ? choice.path.slice(0, -1) + choice.name : choice.path;
}
