package dev.nudge.engine.record;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The log that everything is appended to. */
public interface RecordLog {

    /** Completes when the log has the record for good. Records for one partition keep the order of the calls. */
    CompletableFuture<?> append(OutboundRecord outgoing);

    /**
     * Returns when the log has all of them for good. At the first that isn't even queued it stops: each that follows
     * would wait as long for a log that is away.
     *
     * @throws CompletionException when it hasn't; some of them may be there
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
