package dev.nudge.standalone.demo;

import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.record.RecordLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps what the engine and delivery append until it is taken. */
final class PastLog implements RecordLog {

    private List<OutboundRecord> appended = new ArrayList<>();

    @Override
    public CompletableFuture<?> append(OutboundRecord outgoing) {
        appended.add(outgoing);
        return CompletableFuture.completedFuture(null);
    }

    List<OutboundRecord> take() {
        List<OutboundRecord> taken = appended;
        appended = new ArrayList<>();
        return taken;
    }
}
