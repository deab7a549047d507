package dev.nudge.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordLogTest {

    private static final List<OutboundRecord> RECORDS = Stream.of("a", "b", "c")
            .map(topic -> OutboundRecord.of(topic, new byte[0], new byte[0])).toList();

    private final List<String> asked = new ArrayList<>();

    @Test
    void an_unavailable_log_causes_one_time_out_and_not_one_per_record() {
        RecordLog log = record -> {
            asked.add(record.topic());
            return record.topic().equals("a")
                    ? CompletableFuture.completedFuture(record)
                    : CompletableFuture.failedFuture(new IllegalStateException("no room"));
        };

        assertThatThrownBy(() -> log.appendAll(RECORDS)).isInstanceOf(CompletionException.class)
                .hasMessageContaining("no room");

        assertThat(asked).containsExactly("a", "b");
    }
}
