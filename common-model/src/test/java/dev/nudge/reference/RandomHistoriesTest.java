package dev.nudge.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random histories are reproducible and cover every case. */
class RandomHistoriesTest {
    private static final int HISTORIES = Integer.getInteger("nudge.test.histories", 500);

    @Test
    void the_seed_alone_determines_a_history() {
        assertThat(RandomHistories.of(7)).isEqualTo(RandomHistories.of(7)).isNotEqualTo(RandomHistories.of(8));
    }

    @Test // R3: every outcome except caps, quiet hours (W5) and records that cannot be processed
    void every_outcome_and_reason_occurs_often() {
        Map<String, Integer> reached = new TreeMap<>();
        for (int seed = 0; seed < HISTORIES; seed++) {
            ReferenceModel model = new ReferenceModel();
            RandomHistories.of(seed).forEach(step -> step.applyTo(model));
            model.decisions().forEach(
                    decision -> reached.merge(decision.get("outcome") + " " + decision.get("reason"), 1, Integer::sum));
            reached.merge("refused", model.refused().size(), Integer::sum);
            reached.merge("messages", model.messages().size(), Integer::sum);
        }
        if (HISTORIES > 500) {
            reached.forEach((what, count) -> System.out.println(count + "\t" + what));
        }
        List<String> skipped = List.of("NOT_INBOUND", "OWN_MESSAGE", "NO_TRANSITION", "SOURCE_STATUS", "NO_PREFERENCE",
                "PREFERENCE_OFF", "MAX_TRANSITIONS",
                "MAX_FOLLOW_UPS", "OPTED_OUT", "TIMER_OFF", "CONDITIONS");
        List<String> cancelled = List.of("REPLIED", "STATUS_MOVED", "AUTOMATION_DELETED", "NO_PREFERENCE",
                "PREFERENCE_OFF", "OPTED_OUT", "CONDITIONS",
                "MAX_FOLLOW_UPS", "TIMER_OFF", "TOO_LATE");
        Set<String> expected = new HashSet<>(List.of("STARTED TIMER_SET", "STARTED TIMER_RESTARTED", "FIRED IMMEDIATE",
                "FIRED TIMER_DUE", "FIRED WINDOW_OPENED",
                "DEFERRED OUTSIDE_SCHEDULE", "refused", "messages"));
        Stream.concat(skipped.stream().map("SKIPPED "::concat), cancelled.stream().map("CANCELLED "::concat))
                .forEach(expected::add);
        assertThat(reached.keySet()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(reached).allSatisfy((what, count) -> assertThat(count).as(what).isGreaterThan(HISTORIES / 30));
    }

    @Test // F3
    void no_history_produces_the_same_message_twice() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            ReferenceModel model = new ReferenceModel();
            RandomHistories.of(seed).forEach(step -> step.applyTo(model));
            List<List<Object>> identities = model.messages().stream().map(message -> Stream
                    .of("organizationId", "automationId", "leadId", "run", "followUp", "action", "to")
                    .map(name -> message.get(name)).toList()).toList();
            assertThat(identities).as("seed " + seed).doesNotHaveDuplicates();
        }
    }
}
