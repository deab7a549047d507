package dev.nudge.benchmarks.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.benchmarks.matching.Criterion.All;
import dev.nudge.benchmarks.matching.Criterion.Any;
import dev.nudge.benchmarks.matching.Criterion.AtLeast;
import dev.nudge.benchmarks.matching.Criterion.Exists;
import dev.nudge.benchmarks.matching.Criterion.In;
import dev.nudge.benchmarks.matching.Criterion.Not;
import dev.nudge.benchmarks.matching.Criterion.StartsWith;
import dev.nudge.benchmarks.matching.Library.Matcher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LibrariesAgreeTest {

    private static final List<Definition> DEFINITIONS = List.of(
            automation("acme", "every-message", "message.received", List.of(), List.of()),
            automation("acme", "new-or-lost", "message.received", List.of("New lead", "Lost"), List.of()),
            automation("acme", "from-google", "message.received", List.of(),
                    List.of(new In("lead.source", List.of("Google")), new AtLeast("lead.visits", 3))),
            automation("acme", "any-of", "message.received", List.of(),
                    List.of(new Any(List.of(new In("lead.source", List.of("Portal", "Partner")),
                            new All(List.of(new Exists("lead.email"), new In("data.channel", List.of("sms")))))))),
            automation("acme", "no-student-from-portugal", "message.received", List.of(),
                    List.of(new Not(new In("lead.job", List.of("Student"))), new StartsWith("lead.phone", "+351"))),
            new Definition("acme", "to-visit", 1, "status_change", List.of("New lead"), List.of("Visit", "Offer"),
                    List.of(new Not(new AtLeast("lead.visits", 5)))),
            automation("other", "of-others", "message.received", List.of(), List.of()));

    static List<Library> libraries() {
        return Library.all();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void the_same_automations_are_found(Library library) {
        Matcher matcher = library.load(DEFINITIONS.stream().map(library::stored).toList());

        assertThat(matching(matcher, "acme", message("sms", "New lead", "Google", 3, "Student", "+14155550100", "")))
                .containsExactlyInAnyOrder("every-message", "new-or-lost", "from-google");
        assertThat(matching(matcher, "acme", message("sms", "Won", "Google", 2, "Student", "+351915550100",
                "\"email\":\"ana@example.com\","))).containsExactlyInAnyOrder("every-message", "any-of");
        assertThat(matching(matcher, "acme", message("email", "Lost", "Partner", 9, "Retired", "+351915550100", "")))
                .containsExactlyInAnyOrder("every-message", "new-or-lost", "any-of", "no-student-from-portugal");
        assertThat(matching(matcher, "acme", message("email", "Won", "Google", 0, "Student", "+14155550100",
                "\"email\":\"ana@example.com\","))).containsExactly("every-message");
        assertThat(matching(matcher, "acme", statusChange("New lead", "Offer", 4))).containsExactly("to-visit");
        assertThat(matching(matcher, "acme", statusChange("New lead", "Offer", 5))).isEmpty();
        assertThat(matching(matcher, "acme", statusChange("New lead", "Lost", 4))).isEmpty();
        assertThat(matching(matcher, "acme", statusChange("Lost", "Offer", 4))).isEmpty();
        assertThat(matching(matcher, "other", message("sms", "New lead", "Google", 3, "Student", "+14155550100", "")
                .replace("acme", "other"))).containsExactly("of-others");
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void a_change_applies_to_the_next_event(Library library) {
        Matcher matcher = library.load(DEFINITIONS.stream().map(library::stored).toList());
        Definition first = DEFINITIONS.getFirst();
        String event = message("sms", "Won", "Google", 0, "Student", "+14155550100", "");

        matcher.change(library.stored(first), library.stored(first.matchingNone()));
        assertThat(matching(matcher, "acme", event)).isEmpty();

        matcher.change(library.stored(first.matchingNone()), library.stored(first.matchingNone().matchingAny()));
        assertThat(matching(matcher, "acme", event)).containsExactly("every-message");
    }

    private static Definition automation(String organizationId, String id, String type, List<String> statuses,
            List<Criterion> criteria) {
        return new Definition(organizationId, id, 1, type, statuses, List.of(), criteria);
    }

    private static List<String> matching(Matcher matcher, String organizationId, String event) {
        return matcher.matching(organizationId, event.getBytes(StandardCharsets.UTF_8));
    }

    private static String message(String channel, String status, String source, int visits, String job, String phone,
            String more) {
        return """
                {"id":"evt-1","type":"message.received","organizationId":"acme","leadId":"lead-1",\
                "occurredAt":"2026-04-22T10:14:00.000Z","data":{"channel":"%s","body":"Can I see it?"},\
                "lead":{%s"status":"%s","source":"%s","visits":%d,"job":"%s","phone":"%s"}}"""
                .formatted(channel, more, status, source, visits, job, phone);
    }

    private static String statusChange(String from, String to, int visits) {
        return """
                {"id":"evt-2","type":"status_change","organizationId":"acme","leadId":"lead-1",\
                "occurredAt":"2026-04-22T10:14:00.000Z","data":{"from":"%s","to":"%s"},\
                "lead":{"visits":%d,"job":"Retired","phone":"+14155550100"}}"""
                .formatted(from, to, visits);
    }
}
