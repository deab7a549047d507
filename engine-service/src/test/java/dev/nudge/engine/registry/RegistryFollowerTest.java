package dev.nudge.engine.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Automation;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.json.JsonCodec;
import dev.nudge.story.Story;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegistryFollowerTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Registry registry = new Registry(new NothingStored());
    private final Deque<List<ChangeLog.ChangeRecord>> polls = new ArrayDeque<>();
    private final RegistryFollower follower = new RegistryFollower(registry, new OneLog(),
            new FailedRecords(record -> CompletableFuture.completedFuture(record), new EngineMetrics(meters)));

    private static byte[] saved(String id) {
        Map<String, @Nullable Object> automation = new LinkedHashMap<>(
                Story.automation().named(id).startedBy("lead.asked").toJson());
        return JsonCodec.write(ConfigurationChange.automationSaved(true, automation));
    }

    private void poll(List<byte @Nullable []> values) {
        List<ChangeLog.ChangeRecord> records = new ArrayList<>();
        for (byte @Nullable [] value : values) {
            records.add(new ChangeLog.ChangeRecord(0, records.size(), value));
        }
        polls.add(records);
    }

    @Test
    void a_change_that_cannot_be_applied_is_counted_and_the_others_of_its_batch_are_applied() {
        follower.catchUp();
        List<byte @Nullable []> bad = new ArrayList<>(Stream.of("", "no json", "{}", "{\"a\":1e2147483648}",
                "{\"type\":\"automation.created\",\"organizationId\":\"acme\",\"version\":1e2147483648}",
                "{\"type\":\"automation.created\",\"organizationId\":7,\"version\":\"x\",\"automation\":[]}",
                "{\"a\":".repeat(100_000)).map(text -> text.getBytes(UTF_8)).toList());
        bad.add(null);
        for (byte @Nullable [] value : bad) {
            String id = "after-" + polls.size();
            poll(Arrays.asList(saved("before-" + polls.size()), value, saved(id)));
        }

        bad.forEach(any -> follower.follow());

        assertThat(registry.listeningTo(Story.ORGANIZATION, "lead.asked").stream().map(Automation::id))
                .hasSize(2 * bad.size());
        assertThat(meters.get("nudge.records.failed").tag("topic", "automation.events").tag("result", "passed_over")
                .counter().count()).isEqualTo(bad.size());
    }

    private final class OneLog implements ChangeLog {
        @Override
        public Reader openAtEnd() {
            return new OneReader();
        }

        @Override
        public Map<Integer, Long> ends() {
            return Map.of();
        }

        @Override
        public void close() {}
    }

    private final class OneReader implements ChangeLog.Reader {
        @Override
        public Map<Integer, Long> positions() {
            return Map.of();
        }

        @Override
        public List<ChangeLog.ChangeRecord> poll(Duration atMost) {
            return polls.isEmpty() ? List.of() : polls.poll();
        }

        @Override
        public void wakeUp() {}

        @Override
        public void close() {}
    }

    private static final class NothingStored implements Configurations {
        @Override
        public void forEach(Consumer<ConfigurationChange> consumer) {}

        @Override
        public List<ConfigurationChange> automations(String organizationId, Collection<String> ids) {
            return List.of();
        }

        @Override
        public List<ConfigurationChange> preferences(String organizationId, Collection<String> userIds) {
            return List.of();
        }
    }
}
