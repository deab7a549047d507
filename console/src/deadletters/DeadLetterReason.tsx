import { Text } from '@mantine/core';
import { NO_REASON, readable } from './reason';

/** Why a record could not be processed, and in which fields. */
export function DeadLetterReason({ reason }: { reason: string | null }) {
  const { text, fields } = readable(reason ?? `${NO_REASON}.`);
  return (
    <>
      {text}
      {fields.length > 0 && (
        <Text component="span" display="block" size="sm" c="dimmed">
          {fields.length === 1 ? 'Field' : 'Fields'} {fields.join(', ')}
        </Text>
      )}
    </>
  );
}
