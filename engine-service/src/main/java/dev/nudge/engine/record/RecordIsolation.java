package dev.nudge.engine.record;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes batches so that no record is retried indefinitely. When a batch fails and it is not an outage, its halves
 * are processed in sequence, recursively, until the record that causes the failure is alone. That record is set aside,
 * and processing continues after it. The order of records is kept. Records that were processed before the failure are
 * processed again, so processing must be idempotent.
 *
 * <p>
 * During an outage, and while the engine stops, nothing is set aside: the failure is thrown, and the same batch has to
 * be retried.
 */
public final class RecordIsolation {

    private static final Logger LOG = LoggerFactory.getLogger(RecordIsolation.class);

    private final BooleanSupplier stopping;

    /** @param stopping whether the engine is stopping: closed clients then cause failures of every kind */
    public RecordIsolation(BooleanSupplier stopping) {
        this.stopping = stopping;
    }

    /** @throws RuntimeException if there is an outage */
    public <R> void process(List<R> records, BatchProcessor<R> work) {
        try {
            work.process(records);
        } catch (RuntimeException | Error failure) {
            throwOutage(failure);
            LOG.warn("Processing a batch of {} records failed; isolating the record that causes it",
                    records.size(), failure);
            isolate(records, work, failure);
        }
    }

    private <R> void isolate(List<R> failed, BatchProcessor<R> work, Throwable failure) {
        if (failed.size() < 2) {
            failed.forEach(record -> setAside(record, work, failure));
            work.processed(failed);
            return;
        }
        int half = failed.size() / 2;
        processPart(failed.subList(0, half), work);
        processPart(failed.subList(half, failed.size()), work);
    }

    private <R> void processPart(List<R> part, BatchProcessor<R> work) {
        try {
            work.process(part);
        } catch (RuntimeException | Error failure) {
            throwOutage(failure);
            isolate(part, work, failure);
            return;
        }
        work.processed(part);
    }

    private <R> void setAside(R record, BatchProcessor<R> work, Throwable failure) {
        try {
            work.setAside(record, failure);
        } catch (RuntimeException | Error defect) {
            throwOutage(defect);
            LOG.error("A record could not be set aside; it is skipped", defect);
        }
    }

    /** As an exception, because an error would stop the consumer permanently. */
    private void throwOutage(Throwable failure) {
        if (stopping.getAsBoolean() || FailureKind.of(failure).isOutage()) {
            throw failure instanceof RuntimeException exception
                    ? exception
                    : new IllegalStateException("Expected a batch to be processed but found an error", failure);
        }
    }
}
