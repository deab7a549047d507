package dev.nudge.engine.record;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The log that all output is appended to. */
public interface RecordLog {

    /** Completes once the record is stored durably. Records for one partition keep the order of the calls. */
    CompletableFuture<?> append(OutboundRecord outgoing);

    /**
     * Returns once all records are stored durably. Stops at the first record that cannot be queued, because each
     * following one would time out as well.
     *
     * @throws CompletionException if any append failed; some records may have been appended
     */
    default void appendAll(List<OutboundRecord> outgoing) {
        List<CompletableFuture<?>> appended = new ArrayList<>(outgoing.size());
        for (OutboundRecord each : outgoing) {
            appended.add(append(each));
            if (appended.getLast().isCompletedExceptionally()) {
                break;
            }
        }
        CompletableFuture.allOf(appended.toArray(CompletableFuture[]::new)).join();
    }
}
