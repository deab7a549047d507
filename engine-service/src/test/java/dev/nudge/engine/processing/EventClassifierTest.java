package dev.nudge.engine.processing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventCodec;
import dev.nudge.event.LeadKey;
import dev.nudge.json.JsonCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventClassifierTest {

    private static final LeadKey ANA = new LeadKey("acme", "ana");

    private static Stream<Runnable> defects() {
        return Stream.of(() -> {
            throw new IllegalStateException("planted");
        }, () -> {
            throw new StackOverflowError("planted");
        });
    }

    @ParameterizedTest // invariant 5
    @MethodSource("defects")
    void an_event_that_makes_its_reader_throw_is_dead_lettered_and_holds_nothing_up(Runnable defect) {
        EventClassifier ingest = new EventClassifier(1, 1, new EngineMetrics(new SimpleMeterRegistry()), value -> {
            if (new String(value, UTF_8).contains("cursed")) {
                defect.run();
            }
            return LeadEventCodec.read(value);
        });

        ClassifiedBatch intake = ingest.classify(InboundBatch.whole(List.of(record(0, "cursed"), record(1, "sound"))));

        assertThat(intake.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).asString(UTF_8).contains("cursed");
            assertThat(letter.headers().get(DeadLetter.REASON))
                    .contains("could not be read because of a defect of Nudge")
                    .doesNotContain("java", "Exception", "Error");
            assertThat(letter.headers()).containsEntry(DeadLetter.OFFSET, "0");
        });
        assertThat(intake.byLead().get(ANA)).extracting(LeadRecord::event).extracting(LeadEvent::id)
                .containsExactly("sound");
    }

    @Test // E6
    void a_record_without_a_value_is_skipped_and_counted() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        EventClassifier ingest = new EventClassifier(1, new EngineMetrics(meters));

        ClassifiedBatch intake = ingest.classify(InboundBatch.whole(List.of(
                new InboundRecord(0, 0, Instant.EPOCH, new byte[]{1}, null), record(1, "sound"),
                new InboundRecord(0, 2, Instant.EPOCH, null, new byte[0]))));

        assertThat(intake.rest()).isEmpty();
        assertThat(intake.byLead()).containsOnlyKeys(ANA);
        assertThat(intake.deadLetters()).singleElement().satisfies(letter -> assertThat(letter.headers())
                .containsEntry(DeadLetter.REASON, "Expected a lead event but the record's value is empty."));
        assertThat(meters.get("nudge.events").tags("result", "skipped").counter().count()).isEqualTo(1);
    }

    private static InboundRecord record(long offset, String id) {
        return new InboundRecord(0, offset, Instant.EPOCH, null, JsonCodec.write(Map.of("id", id, "type", "lead.asked",
                "organizationId", ANA.organizationId(), "leadId", ANA.leadId())));
    }
}
