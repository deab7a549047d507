import { Code } from '@mantine/core';

/** A sentence of the API whose names of fields stand in backticks. */
export function InlineCode({ text }: { text: string }) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <Code key={index} fz="0.9em">{part}</Code> : part));
}
