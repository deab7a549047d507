const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name}|${options.timeZone ?? ''}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat('en-GB', options);
    formats.set(key, known);
  }
  return known;
}

export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether the browser knows the zone. */
export function isZone(zone: string | null | undefined): zone is string {
  if (!zone) {
    return false;
  }
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** "Tue 1 Dec 2026, 09:00" */
export function localTime(at: Date, zone: string = viewerZone): string {
  return format('full', {
    weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
    hourCycle: 'h23', timeZone: zone,
  }).format(at).replace(/,(?= \d\d:)/, ',').replace(/^(\w{3}),/, '$1');
}

/** "09:00", or "Tue 09:00" where the day differs from that of the viewer. */
export function shortTime(at: Date, zone: string, beside: string = viewerZone): string {
  const day = (of: string) => format('day', { weekday: 'short', timeZone: of }).format(at);
  const time = format('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at);
  return day(zone) === day(beside) ? time : `${day(zone)} ${time}`;
}

/** "2026-12-01 14:00:00 UTC" */
export function utcTime(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Whether the clocks of two zones show the same at an instant. */
export function sameClock(at: Date, one: string, other: string): boolean {
  return localTime(at, one) === localTime(at, other);
}

/** "New York" for "America/New_York". */
export function zoneName(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60]];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** "in 3 hours", "2 days ago", "just now". */
export function relativeTime(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) {
      return relative.format(Math.trunc(seconds / length), unit);
    }
  }
  return seconds > 0 ? 'in less than a minute' : 'just now';
}
