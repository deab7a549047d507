/** Why a text is no JSON object, as a sentence; undefined if it is one. */
export function jsonObjectProblem(text: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return `This is not valid JSON: ${position(text, (error as Error).message)}`;
  }
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    ? undefined
    : 'Expected a JSON object: { ... }';
}

/** The browser's message with line and column in place of the number of the character. */
function position(text: string, message: string): string {
  const offset = /\bat position (\d+)/.exec(message)?.[1];
  if (offset === undefined) {
    return message;
  }
  const before = text.slice(0, Number(offset)).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return `${message.slice(0, message.indexOf(' in JSON at position')).replace(/ at position .*/, '')}, ${place}`;
}

/** Valid JSON with line breaks and indents. Numbers and names stay as they are written; other text is returned as it is. */
export function indentJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
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
