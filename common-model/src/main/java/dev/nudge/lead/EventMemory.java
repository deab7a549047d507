package dev.nudge.lead;

import dev.nudge.event.LeadEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The ids of the events that were applied to a lead, as hashes, oldest first (E5). Immutable.
 *
 * @param entries of {@value #BYTES} bytes each: the hash, and when the event was applied, in milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, and compared by its content
public record EventMemory(byte[] entries) {

    /** How many ids are remembered at most. */
    public static final int MAX_EVENTS = 1_024;

    public static final EventMemory NONE = new EventMemory(new byte[0]);

    private static final Duration REMEMBERED = Duration.ofDays(7);
    private static final int HASH_BYTES = 8;
    private static final int BYTES = HASH_BYTES + 6;
    private static final int HASH_DIGITS = 2 * HASH_BYTES;
    private static final int TIME_SHIFT = 16;

    boolean isEmpty() {
        return entries.length == 0;
    }

    /** Whether an event was applied in the time before {@code now} for which ids are remembered. */
    boolean contains(String eventId, Instant now) {
        long hash = hash(eventId);
        ByteBuffer buffer = ByteBuffer.wrap(entries);
        for (int at = entries.length - BYTES; at >= 0; at -= BYTES) {
            if (buffer.getLong(at) == hash) {
                return isRemembered(buffer, at, now);
            }
        }
        return false;
    }

    /** With one more id, and without those that are too old or too many. */
    public EventMemory with(String eventId, Instant now) {
        ByteBuffer buffer = ByteBuffer.wrap(entries);
        int from = Math.max(0, entries.length - (MAX_EVENTS - 1) * BYTES);
        while (from < entries.length && !isRemembered(buffer, from, now)) {
            from += BYTES;
        }
        byte[] kept = Arrays.copyOfRange(entries, from, entries.length + BYTES);
        ByteBuffer.wrap(kept, kept.length - BYTES, HASH_BYTES).putLong(hash(eventId));
        byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(now.toEpochMilli() << TIME_SHIFT).array();
        System.arraycopy(time, 0, kept, kept.length - BYTES + HASH_BYTES, BYTES - HASH_BYTES);
        return new EventMemory(kept);
    }

    /** Seven days inclusive. */
    private static boolean isRemembered(ByteBuffer buffer, int at, Instant now) {
        long milliseconds = ((long) buffer.getInt(at + HASH_BYTES) << TIME_SHIFT)
                | Short.toUnsignedLong(buffer.getShort(at + HASH_BYTES + Integer.BYTES));
        return Instant.ofEpochMilli(milliseconds).plus(REMEMBERED).compareTo(now) >= 0;
    }

    private static long hash(String eventId) {
        return Long.parseUnsignedLong(LeadEvent.fingerprint(eventId).substring(0, HASH_DIGITS), 16);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventMemory memory && Arrays.equals(entries, memory.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries);
    }

    @Override
    public String toString() {
        return entries.length / BYTES + " events";
    }
}
