import { jsonFault } from './json-fault';

/** Why a text is no JSON object, as a sentence; undefined if it is one. */
export function jsonObjectProblem(text: string): string | undefined {
  const fault = jsonFault(text);
  if (fault) {
    const before = text.slice(0, fault.offset).split('\n');
    return `Line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: expected ${fault.expected}.`;
  }
  return text.trimStart().startsWith('{') ? undefined : 'Expected a JSON object: { ... }.';
}

/** Valid JSON with line breaks and indents. Numbers and names stay as they are written; other text is returned as it is. */
export function indentJson(text: string): string {
  if (jsonFault(text)) {
    return text;
  }
  let indented = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]|[,:]|[^\s"[\]{},:]+/g)) {
    switch (token) {
      case '{':
      case '[':
        depth++;
        indented += token + line();
        break;
      case '}':
      case ']':
        depth--;
        indented = /[{[]\s*$/.test(indented) ? indented.trimEnd() + token : indented + line() + token;
        break;
      case ',':
        indented += token + line();
        break;
      case ':':
        indented += ': ';
        break;
      default:
        indented += token;
    }
  }
  return indented;
}
