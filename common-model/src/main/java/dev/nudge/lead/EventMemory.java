package dev.nudge.lead;

import dev.nudge.event.LeadEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
    /** Of the eight bytes that end an entry, those before the time. */
    private static final int OTHER_BITS = 16;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    boolean isEmpty() {
        return entries.length == 0;
    }

    /** Whether an event was applied in the time before {@code now} for which ids are remembered. */
    boolean contains(String eventId, Instant now) {
        if (isEmpty()) {
            return false;
        }
        long hash = LeadEvent.hash(eventId);
        for (int at = entries.length - BYTES; at >= 0; at -= BYTES) {
            if ((long) LONG.get(entries, at) == hash) {
                return isRemembered(at, now);
            }
        }
        return false;
    }

    /** With one more id, and without those that are too old or too many. */
    public EventMemory with(String eventId, Instant now) {
        int from = Math.max(0, entries.length - (MAX_EVENTS - 1) * BYTES);
        while (from < entries.length && !isRemembered(from, now)) {
            from += BYTES;
        }
        byte[] kept = Arrays.copyOfRange(entries, from, entries.length + BYTES);
        int added = kept.length - BYTES;
        // A time has six bytes. It is written with eight, of which the hash overwrites the first two.
        LONG.set(kept, kept.length - Long.BYTES, now.toEpochMilli());
        LONG.set(kept, added, LeadEvent.hash(eventId));
        return new EventMemory(kept);
    }

    /** Seven days inclusive. */
    private boolean isRemembered(int at, Instant now) {
        long milliseconds = (long) LONG.get(entries, at + BYTES - Long.BYTES) << OTHER_BITS >> OTHER_BITS;
        return milliseconds + REMEMBERED.toMillis() >= now.toEpochMilli();
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
