package dev.nudge.engine.processing;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits how long one organization's events may take within a batch, so that an organization whose events are slow to
 * decide delays others by no more than that and one event. Its unfinished events are processed with the next batch,
 * which includes newer events of the others. An organization that uses up its time with few events is <em>slow</em>:
 * one thread at a time decides its events, until its time suffices for a batch again. Thread-safe.
 */
public final class TimeShares {

    private static final Logger LOG = LoggerFactory.getLogger(TimeShares.class);
    private static final Duration SHARE = Duration.ofMillis(200);
    /** The average time per event of a slow organization; usually an event takes a hundredth of this. */
    private static final Duration SLOW_EVENT = Duration.ofMillis(5);

    private final LongSupplier nanoTime;
    private final Map<String, Semaphore> slow = new ConcurrentHashMap<>();

    public TimeShares() {
        this(System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime} */
    public TimeShares(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param limited whether organizations have limited time in this batch */
    Batch begin(boolean limited) {
        return new Batch(limited);
    }

    /** The shares of one batch. Not thread-safe. */
    final class Batch implements AutoCloseable {

        private final boolean limited;
        private final long beginNanos = nanoTime.getAsLong();
        private final Map<String, Share> shares = new HashMap<>();

        private Batch(boolean limited) {
            this.limited = limited;
        }

        private Share of(String organizationId) {
            return shares.computeIfAbsent(organizationId, id -> new Share(limited ? slow.get(id) : null));
        }

        boolean hasTime(String organizationId) {
            return !limited || of(organizationId).hasTime(0);
        }

        /** @param work receives a supplier that returns whether the organization still has time */
        LeadBatchResult spend(String organizationId, Function<BooleanSupplier, LeadBatchResult> work) {
            Share share = of(organizationId);
            long begin = nanoTime.getAsLong();
            LeadBatchResult result = work.apply(() -> !limited || share.hasTime(nanoTime.getAsLong() - begin));
            share.spentNanos += nanoTime.getAsLong() - begin;
            share.events += result.events().size();
            return result;
        }

        /** Charges unfinished organizations for all time since the batch began, including reads and writes. */
        void chargeAll(Collection<String> organizations) {
            long spent = nanoTime.getAsLong() - beginNanos;
            organizations.forEach(organizationId -> of(organizationId).spentNanos = spent);
        }

        /** Records which organizations are slow from now on, and which no longer are. */
        @Override
        public void close() {
            if (limited) {
                shares.forEach(this::settle);
            }
        }

        private void settle(String organizationId, Share share) {
            if (!share.isAdmitted) {
                return;
            }
            if (!share.isSlow()) {
                if (share.permit != null) {
                    slow.remove(organizationId);
                }
            } else if (slow.putIfAbsent(organizationId, new Semaphore(1)) == null) {
                LOG.warn(
                        "Events of the organization {} are slow to decide and wait for those of others",
                        organizationId);
            }
            if (share.permit != null) {
                share.permit.release();
            }
        }
    }

    private static final class Share {
        private final @Nullable Semaphore permit;
        private final boolean isAdmitted;
        private long spentNanos;
        private int events;

        /** @param permit the permit of a slow organization */
        Share(@Nullable Semaphore permit) {
            this.permit = permit;
            this.isAdmitted = permit == null || permit.tryAcquire();
        }

        boolean hasTime(long moreNanos) {
            return isAdmitted && spentNanos + moreNanos < SHARE.toNanos();
        }

        boolean isSlow() {
            return spentNanos >= SHARE.toNanos() && spentNanos >= events * SLOW_EVENT.toNanos();
        }
    }
}
