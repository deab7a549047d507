package dev.nudge.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random histories are reproducible and cover every case. */
class RandomHistoriesTest {
    private static final int HISTORIES = Integer.getInteger("nudge.test.histories", 250);
    /** Rare ones, which need several settings at once, still occur once in so many histories. */
    private static final int ONCE_IN = 25;

    private static final Map<String, List<String>> REASONS = Map.of("STARTED",
            List.of("TIMER_SET", "TIMER_RESTARTED"), "FIRED", List.of("IMMEDIATE", "TIMER_DUE", "WINDOW_OPENED"),
            "DEFERRED", List.of("OUTSIDE_SCHEDULE", "QUIET_HOURS", "HOLIDAY", "CAPPED"), "SKIPPED",
            List.of("NOT_INBOUND", "OWN_MESSAGE", "AUTOMATIC", "TOO_OLD", "KEYWORD", "MAYBE_OPT_OUT",
                    "DIRECTION_IGNORED", "LEAD_DELETED", "LATE", "NO_TRANSITION", "SOURCE_STATUS", "TARGET_STATUS",
                    "NO_PREFERENCE", "PREFERENCE_OFF", "TIMER_OFF", "MAX_TRANSITIONS", "MAX_FOLLOW_UPS", "CEILING",
                    "RUN_WAITING", "TOO_MANY_WAITING", "OPTED_OUT", "NO_ADDRESS", "BAD_ADDRESS", "CONDITIONS",
                    "STEP_CONDITIONS", "CAPPED", "NO_OPENING"),
            "CANCELLED",
            List.of("REPLIED", "STATUS_MOVED", "BY_USER", "LEAD_DELETED", "LEAD_MERGED", "AUTOMATION_DELETED",
                    "NO_PREFERENCE",
                    "PREFERENCE_OFF", "OPTED_OUT", "NO_ADDRESS", "BAD_ADDRESS", "CONDITIONS", "MAX_FOLLOW_UPS",
                    "CEILING", "TIMER_OFF", "TOO_LATE", "CAPPED", "NO_OPENING"));
    private static final List<String> NOTES = List.of("OCCURRED_AT_IGNORED", "ATTRIBUTE_IGNORED", "ATTRIBUTES_FULL",
            "TIMEZONE_IGNORED", "BODY_IGNORED", "DIRECTION_IGNORED", "EVENT_DATA_CUT", "STATUS_LATE", "MAYBE_OPT_OUT");

    @Test
    void the_seed_alone_determines_a_history() {
        assertThat(RandomHistories.of(7)).isEqualTo(RandomHistories.of(7)).isNotEqualTo(RandomHistories.of(8));
    }

    @Test // R3, N: every reason except ERROR, which needs a broken record
    void every_reason_and_note_occurs_often() {
        TreeMap<String, Integer> reached = new TreeMap<>();
        for (int seed = 0; seed < HISTORIES; seed++) {
            ReferenceModel model = model(seed);
            for (Map<String, Object> decision : model.decisions()) {
                reached.merge(decision.get("outcome") + " " + decision.get("reason"), 1, Integer::sum);
                Values.list(decision.get("notes")).forEach(
                        note -> reached.merge("note " + Values.object(note).get("note"), 1, Integer::sum));
                Values.list(decision.get("trace")).forEach(
                        leaf -> reached.merge("held " + Values.object(leaf).get("held"), 1, Integer::sum));
            }
            reached.merge("refused", model.refused().size(), Integer::sum);
            reached.merge("messages", model.messages().size(), Integer::sum);
            reached.merge("suppressions", model.suppressions().size(), Integer::sum);
            reached.merge("appended", model.appended().size(), Integer::sum);
        }
        reached.forEach((what, count) -> System.out.println("%7d %s".formatted(count, what)));
        Set<String> expected = new TreeSet<>(List.of("refused", "messages", "suppressions", "appended", "held true",
                "held false", "held unknown"));
        REASONS.forEach((outcome, reasons) -> reasons.forEach(reason -> expected.add(outcome + " " + reason)));
        NOTES.forEach(note -> expected.add("note " + note));
        assertThat(reached.keySet()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(reached).allSatisfy(
                (what, count) -> assertThat(count).as(what).isGreaterThanOrEqualTo(HISTORIES / ONCE_IN));
    }

    @Test // F3, R1
    void no_history_produces_the_same_message_or_timer_decision_twice() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            ReferenceModel model = model(seed);
            assertThat(model.messages().stream().map(message -> message.get("id")).toList()).as("seed " + seed)
                    .doesNotHaveDuplicates();
            // A run that was restarted may be deferred twice from the same instant.
            assertThat(model.decisions().stream().filter(decision -> "timer.due".equals(decision.get("eventType")))
                    .filter(decision -> !"DEFERRED".equals(decision.get("outcome")))
                    .map(decision -> decision.get("id")).toList()).as("seed " + seed).doesNotHaveDuplicates();
            Stream<String> listed = model.decisions().stream()
                    .flatMap(decision -> Values.list(decision.get("messageIds")).stream()).map(String::valueOf);
            assertThat(listed.sorted().toList()).as("seed " + seed).isEqualTo(
                    model.messages().stream().map(message -> String.valueOf(message.get("id"))).sorted().toList());
        }
    }

    @Test // F4, F5, F7, C1
    void invariants_hold_after_every_step() {
        for (int seed = 0; seed < HISTORIES / 2; seed++) {
            ReferenceModel model = new ReferenceModel();
            Set<String> timed = new TreeSet<>();
            for (Step step : RandomHistories.of(seed)) {
                int before = model.messages().size();
                step.applyTo(model);
                if (step instanceof Step.PutAutomation(Map<String, Object> automation) && Settings.timed(automation)) {
                    timed.add(Values.string(automation, "_id"));
                }
                List<Map<String, Object>> sent = model.messages().subList(before, model.messages().size());
                assertThat(sent).as("seed " + seed).allSatisfy(message -> checkMessage(model, message));
                List<String> waiting = model.waiting().stream().filter(timer -> timed.contains(timer.automationId()))
                        .map(timer -> timer.organizationId() + " " + timer.leadId() + " " + timer.automationId())
                        .toList();
                assertThat(waiting).as("seed " + seed).doesNotHaveDuplicates();
            }
        }
    }

    /** No message goes to an opted-out channel, and each has time left to be sent. */
    private static void checkMessage(ReferenceModel model, Map<String, Object> message) {
        String scope = "email".equals(message.get("channel")) ? "email" : "phone";
        Map<String, Object> lead = model.lead(Values.string(message, "organizationId"),
                Values.string(message, "leadId"));
        Object optOut = Values.object(lead.get("optOuts")).get(scope);
        boolean toLead = "lead".equals(message.get("recipientKind")) && !"webhook".equals(message.get("channel"));
        assertThat(toLead && Boolean.TRUE.equals(Values.object(optOut).get("optedOut"))).isFalse();
        Object notAfter = message.get("notAfter");
        assertThat(notAfter == null
                || Instant.parse(notAfter.toString()).isAfter(Instant.parse(Values.string(message, "firedAt"))))
                .isTrue();
    }

    private static ReferenceModel model(int seed) {
        ReferenceModel model = new ReferenceModel();
        RandomHistories.of(seed).forEach(step -> step.applyTo(model));
        return model;
    }
}
