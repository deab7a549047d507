package dev.nudge.engine.publish;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The log that everything is appended to. */
public interface RecordLog {

    /** Completes when the log has the record for good. Records for one partition keep the order of the calls. */
    CompletableFuture<?> append(Outgoing outgoing);

    /**
     * Returns when the log has all of them for good.
     *
     * @throws CompletionException when it hasn't; some of them may be there
     */
    default void appendAll(List<Outgoing> outgoing) {
        CompletableFuture.allOf(outgoing.stream().map(this::append).toArray(CompletableFuture[]::new)).join();
    }
}
