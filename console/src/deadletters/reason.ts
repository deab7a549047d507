import type { Schemas } from '../api/client';

type DeadLetter = Schemas['DeadLetter'];

export const NO_REASON = 'No reason is known';

/** A JSON pointer before a sentence, at the start of a text or after another sentence. */
const POINTER = /(^|[.!?…] )(\/\S*): (?=["\p{Lu}])/gu;

/** A reason for people: its sentences, and the fields that they are about, such as `data.to`. */
export function readable(reason: string): { text: string; fields: string[] } {
  const fields = [...reason.matchAll(POINTER)].map(([, , pointer = '']) => fieldOf(pointer));
  return { text: reason.replace(POINTER, '$1'), fields: [...new Set(fields)] };
}

/** The same in one line. */
export function oneLine(reason: string): string {
  const { text, fields } = readable(reason);
  return fields.length === 0 ? text : `${text} (${fields.join(', ')})`;
}

function fieldOf(pointer: string): string {
  return pointer.slice(1).split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');
}

/** Where the record was; those of the demo's history were never in the topic, and have offsets below zero. */
export function position({ partition, offset }: Pick<DeadLetter, 'partition' | 'offset'>): string {
  return offset < 0 ? 'From the history of the demo' : `Partition ${partition}, offset ${offset}`;
}
