package dev.nudge.engine.processing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.json.JsonCodec;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventCodec;
import dev.nudge.event.LeadKey;
import dev.nudge.json.JsonCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class EventClassifierTest {

    private static final LeadKey ANA = new LeadKey("acme", "ana");

    private static Stream<Runnable> defects() {
        return Stream.of(() -> {
            throw new IllegalStateException("simulated defect");
        }, () -> {
            throw new StackOverflowError("simulated defect");
        });
    }

    @ParameterizedTest // invariant 5
    @MethodSource("defects")
    void an_event_whose_reader_throws_is_dead_lettered_and_blocks_no_other(Runnable defect) {
        EventClassifier classifier = new EventClassifier(1, 1, new EngineMetrics(new SimpleMeterRegistry()), value -> {
            if (new String(value, UTF_8).contains("failing")) {
                defect.run();
            }
            return LeadEventCodec.read(value);
        });

        ClassifiedBatch classified = classifier
                .classify(InboundBatch.whole(List.of(record(0, "failing"), record(1, "valid"))));

        assertThat(classified.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).asString(UTF_8).contains("failing");
            assertThat(letter.headers().get(DeadLetter.REASON))
                    .contains("could not be read because of a defect of Nudge")
                    .doesNotContain("java", "Exception", "Error");
            assertThat(letter.headers()).containsEntry(DeadLetter.OFFSET, "0");
        });
        assertThat(classified.byLead().get(ANA)).extracting(LeadRecord::event).extracting(LeadEvent::id)
                .containsExactly("valid");
    }

    @Test // E6
    void a_record_without_a_value_is_skipped_and_counted() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        EventClassifier classifier = new EventClassifier(1, new EngineMetrics(meters));

        ClassifiedBatch classified = classifier.classify(InboundBatch.whole(List.of(
                new InboundRecord(0, 0, Instant.EPOCH, new byte[]{1}, null), record(1, "valid"),
                new InboundRecord(0, 2, Instant.EPOCH, null, new byte[0]))));

        assertThat(classified.rest()).isEmpty();
        assertThat(classified.byLead()).containsOnlyKeys(ANA);
        assertThat(classified.deadLetters()).singleElement().satisfies(letter -> assertThat(letter.headers())
                .containsEntry(DeadLetter.REASON, "Expected a lead event but the record's value is empty."));
        assertThat(meters.get("nudge.events").tags("result", "skipped").counter().count()).isEqualTo(1);
    }

    @Test // E6
    void the_log_contains_the_reason_for_refusing_an_event_without_its_values() {
        EventClassifier classifier = new EventClassifier(1, new EngineMetrics(new SimpleMeterRegistry()));
        List<String> events = List.of("""
                {"id": {"canary": 1}, "type": "canary type", "leadId": -1.5, "organizationId": ["canary"],
                 "occurredAt": "canary at noon", "lead": ["canary", 4155550177], "data": "canary body"}""",
                "{\"body\": canary", "\"{\\\"body\\\": \\\"canary\\\"}\"");

        List<String> lines = logged(() -> classifier
                .classify(InboundBatch.whole(IntStream.range(0, events.size()).mapToObj(offset -> new InboundRecord(0,
                        offset, Instant.EPOCH, null, events.get(offset).getBytes(UTF_8))).toList())));

        assertThat(lines).hasSize(3).noneMatch(line -> line.contains("canary") || line.contains("4155550177"));
        assertThat(lines.get(0)).contains("lead.events-0@0: it could not be read. ",
                "/type: Expected \"type\" to match", "/leadId: Expected a text or an integer",
                "/data: Expected an object");
        assertThat(lines.get(1)).endsWith("it could not be read. Expected JSON at line 1, column 10.");
        assertThat(lines.get(2)).endsWith("it could not be read. Expected a lead event, an object.");
    }

    private static List<String> logged(Runnable action) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(EventClassifier.class);
        Level before = logger.getLevel();
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
        try {
            action.run();
        } finally {
            logger.detachAppender(log);
            logger.setLevel(before);
        }
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static InboundRecord record(long offset, String id) {
        return new InboundRecord(0, offset, Instant.EPOCH, null, JsonCodec.write(Map.of("id", id, "type", "lead.asked",
                "organizationId", ANA.organizationId(), "leadId", ANA.leadId())));
    }
}
