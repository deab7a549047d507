package dev.nudge.reliability.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.reliability.Figures;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The messages that a restored database could not know as sent, as delivery has left them. */
record RestoredMessages(List<Map<String, @Nullable Object>> messages) {

    static RestoredMessages of(Site site) {
        return new RestoredMessages(site.store().read("messages"));
    }

    private List<Map<String, @Nullable Object>> lookedUp(String result) {
        return messages.stream().filter(message -> message.get("attempts") instanceof List<?> attempts
                && attempts.stream().anyMatch(attempt -> attempt instanceof Map<?, ?> entry
                        && "RESTORED".equals(entry.get("code")) && result.equals(entry.get("lookUp"))))
                .toList();
    }

    /** The ids of those that no look-up can resolve. */
    List<String> forAPerson() {
        return messages.stream().filter(message -> "UNKNOWN".equals(message.get("state")))
                .map(message -> Objects.requireNonNull(message.get("_id")).toString()).toList();
    }

    void addTo(Figures figures) {
        figures.add("messages that the look-up found at the provider: `SENT`", lookedUp("FOUND").size());
        figures.add("messages that the look-up did not find: `FAILED`, retried by one request",
                lookedUp("NOT_FOUND").size());
        figures.add("messages left for a person: `UNKNOWN`, because their channel has two providers",
                forAPerson().size());
    }

    void assertThatEveryCaseOccurred() {
        assertThat(lookedUp("FOUND")).as("found").isNotEmpty();
        assertThat(lookedUp("NOT_FOUND")).as("not found").isNotEmpty();
        assertThat(forAPerson()).as("for a person").isNotEmpty();
    }
}
