package dev.nudge.engine.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.engine.EngineMetrics;
import dev.nudge.json.JsonCodec;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventCodec;
import dev.nudge.event.LeadKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IngestTest {

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
        Ingest ingest = new Ingest(1, 1, new EngineMetrics(new SimpleMeterRegistry()), value -> {
            if (new String(value, UTF_8).contains("cursed")) {
                defect.run();
            }
            return LeadEventCodec.read(value);
        });

        Intake intake = ingest.sort(IncomingBatch.whole(List.of(record(0, "cursed"), record(1, "sound"))));

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
        Ingest ingest = new Ingest(1, new EngineMetrics(meters));

        Intake intake = ingest.sort(IncomingBatch.whole(List.of(
                new IncomingRecord(0, 0, Instant.EPOCH, new byte[]{1}, null), record(1, "sound"),
                new IncomingRecord(0, 2, Instant.EPOCH, null, new byte[0]))));

        assertThat(intake.rest()).isEmpty();
        assertThat(intake.byLead()).containsOnlyKeys(ANA);
        assertThat(intake.deadLetters()).singleElement().satisfies(letter -> assertThat(letter.headers())
                .containsEntry(DeadLetter.REASON, "Expected a lead event but the record's value is empty."));
        assertThat(meters.get("nudge.events").tags("result", "skipped").counter().count()).isEqualTo(1);
    }

    private static IncomingRecord record(long offset, String id) {
        return new IncomingRecord(0, offset, Instant.EPOCH, null, JsonCodec.write(Map.of("id", id, "type", "lead.asked",
                "organizationId", ANA.organizationId(), "leadId", ANA.leadId())));
    }
}
