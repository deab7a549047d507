package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.engine.support.RunningEngine;
import dev.nudge.engine.support.TestStore;
import dev.nudge.testsupport.Containers;
import dev.nudge.testsupport.OnContainers;
import dev.nudge.testsupport.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/**
 * The behaviour of the broker and the database that the engine relies on, on the servers used in production: the fence,
 * the partial index of timers, LogAppendTime, the new consumer protocol. Skipped if Docker is not available.
 */
@OnContainers
class RealServersTest {

    @Test
    void follow_ups_are_sent_also_after_a_restart() {
        try (TestBroker broker = TestBroker.on(Containers.kafkaBootstrapServers());
                TestStore store = TestStore.on(Containers.mongoDbUri());
                RunningEngine engine = RunningEngine.on(broker.bootstrapServers(), store.uri()).start()) {
            engine.automation("three-times", Map.of("event", "lead.wait", "triggerLogicType", "timer", "timerLogic",
                    Map.of("delay", 1, "unit", "seconds"), "maxFollowUpCount", 3, "actions",
                    Map.of("sendMessage", List.of(Map.of("template", "hello", "channel", "sms")))));
            engine.event("e1", "lead.wait", "ana", Map.of(), Map.of("phone", "+14155550100"));
            await("the first follow-up")
                    .untilAsserted(() -> assertThat(followUps(engine)).contains(1L));
            engine.stop();
            engine.event("e2", "lead.wait", "ana", Map.of(), Map.of("firstName", "Ana"));
            engine.start();
            await("the other follow-ups").atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(followUps(engine)).contains(1L, 2L, 3L));
            assertThat(engine.collection("leads").find(new Document("_id", "org-1:ana")).first())
                    .containsKey("position");
        }
    }

    private static List<Object> followUps(RunningEngine engine) {
        return engine.json(Topics.MESSAGE_COMMANDS).stream()
                .map(message -> Objects.requireNonNull(message.get("followUp"))).toList();
    }
}
