/** The tags of Mustache that name something: {{x}}, {{{x}}}, {{&x}}, {{#x}} and {{^x}}. */
const tag = /\{\{\s*[{&#^]?\s*([^\s{}!/>=&#^]+)\s*\}?\}\}/g;

/** Names that a section provides itself. */
const local = /^(\.|this|this\..*|-index|-first|-last)$/;

/** The names that texts refer to, each once, in their order; `lead.x` is `x`. */
export function variablesOf(...texts: (string | undefined)[]): string[] {
  const names = texts.flatMap((text) => [...(text ?? '').matchAll(tag)].map(([, name]) => name ?? ''));
  return [...new Set(names.map((name) => name.replace(/^lead\./, '')).filter((name) => !local.test(name)))];
}

/** Whether the value comes from the event that starts a follow-up, rather than from the lead. */
export const isOfEvent = (name: string): boolean => name === 'event' || name.startsWith('event.');

/** The value of a variable as a text; undefined if there is none to show. */
export function valueOf(attributes: Readonly<Record<string, unknown>>, name: string): string | undefined {
  let value: unknown = attributes;
  for (const part of name.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
  }
  if (Array.isArray(value)) {
    return value.filter((one) => typeof one !== 'object').join(', ');
  }
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}

/** The attributes with typed values in place of those of the lead. */
export function withValues(attributes: Readonly<Record<string, unknown>>, typed: Readonly<Record<string, string>>):
  Record<string, unknown> {
  const changed = structuredClone(attributes) as Record<string, unknown>;
  for (const [name, value] of Object.entries(typed)) {
    const parts = name.split('.');
    const last = parts.pop() ?? name;
    let target = changed;
    for (const part of parts) {
      const inner = target[part];
      target[part] = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {};
      target = target[part] as Record<string, unknown>;
    }
    target[last] = value;
  }
  return changed;
}
