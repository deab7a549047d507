export interface Fault {
  /** The number of characters before it. */
  offset: number;
  /** What JSON needs at this place, such as "a value". */
  expected: string;
}

const space = /[ \t\r\n]*/y;
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const atom = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** The first place where a text is no JSON; undefined if it is JSON. Browsers do not agree on how to name it. */
export function jsonFault(json: string): Fault | undefined {
  const open: ('{' | '[')[] = [];
  let next: 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'end of value' = 'value';
  let offset = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = offset;
    const length = pattern.exec(json)?.[0].length ?? 0;
    offset += length;
    return length > 0;
  };
  const takeCharacter = (character: string): boolean => {
    const found = json[offset] === character;
    offset += found ? 1 : 0;
    return found;
  };
  for (;;) {
    take(space);
    const inside = open.at(-1);
    if (next === 'value' || next === 'first value') {
      if (next === 'first value' && takeCharacter(']')) {
        open.pop();
        next = 'end of value';
      } else if (takeCharacter('{')) {
        open.push('{');
        next = 'first name';
      } else if (takeCharacter('[')) {
        open.push('[');
        next = 'first value';
      } else if (take(text) || take(atom)) {
        next = 'end of value';
      } else {
        return { offset, expected: 'a value: text in double quotes, a number, true, false, null, { or [' };
      }
    } else if (next === 'name' || next === 'first name') {
      if (next === 'first name' && takeCharacter('}')) {
        open.pop();
        next = 'end of value';
      } else if (take(text)) {
        next = 'colon';
      } else {
        return { offset, expected: 'a name in double quotes' };
      }
    } else if (next === 'colon') {
      if (!takeCharacter(':')) {
        return { offset, expected: 'a colon' };
      }
      next = 'value';
    } else if (inside === undefined) {
      return offset === json.length ? undefined : { offset, expected: 'nothing more' };
    } else if (takeCharacter(',')) {
      next = inside === '{' ? 'name' : 'value';
    } else if (takeCharacter(inside === '{' ? '}' : ']')) {
      open.pop();
    } else {
      return { offset, expected: inside === '{' ? 'a comma or }' : 'a comma or ]' };
    }
  }
}
