package dev.nudge.engine.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.engine.EngineMetrics;
import dev.nudge.engine.publish.Wire;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.event.LeadKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
        Ingest ingest = new Ingest(1, 1, new EngineMetrics(new SimpleMeterRegistry()), json -> {
            if ("cursed".equals(json.get("id"))) {
                defect.run();
            }
            return LeadEventReader.read(json);
        });

        Intake intake = ingest.sort(List.of(record(0, "cursed"), record(1, "sound")));

        assertThat(intake.outgoing()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).asString(UTF_8).contains("cursed");
            assertThat(letter.headers().get(DeadLetter.REASON)).contains("Reading the event failed")
                    .contains("planted");
            assertThat(letter.headers()).containsEntry(DeadLetter.OFFSET, "0");
        });
        assertThat(intake.byLead().get(ANA)).extracting(LeadRecord::event).extracting(LeadEvent::id)
                .containsExactly("sound");
    }

    private static IncomingRecord record(long offset, String id) {
        return new IncomingRecord(0, offset, Instant.EPOCH, null, Wire.encode(Map.of("id", id, "type", "lead.asked",
                "organizationId", ANA.organizationId(), "leadId", ANA.leadId())));
    }
}
