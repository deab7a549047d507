import { Text } from '@mantine/core';
import { isZone, localTime, relativeTime, sameClock, shortTime, utcTime, viewerZone, zoneName } from './time';

interface TimeProps {
  /** An instant of the API; nothing is shown without one. */
  at: string | null | undefined;
  /** The lead's zone; shown beside the viewer's where the clocks differ. */
  zone?: string | null | undefined;
  /** Shows "2 hours ago" instead of the date. */
  relative?: boolean;
  /** What to show without an instant. */
  none?: string;
}

/** An instant in the viewer's zone, with UTC as a tooltip. */
export function Time({ at, zone, relative = false, none = '–' }: TimeProps) {
  if (!at) {
    return <Text span inherit c="dimmed">{none}</Text>;
  }
  const instant = new Date(at);
  const text = relative ? relativeTime(instant, new Date()) : localTime(instant);
  const hint = relative ? `${localTime(instant)} (${utcTime(instant)})` : utcTime(instant);
  return (
    <Text span inherit>
      <time dateTime={at} title={hint}>{text}</time>
      {isZone(zone) && !sameClock(instant, zone, viewerZone) && (
        <Text span inherit c="dimmed"> · {shortTime(instant, zone)} in {zoneName(zone)}</Text>
      )}
    </Text>
  );
}
