package dev.nudge.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.decision.PreferenceOwner.Source;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.EventMemory;
import dev.nudge.lead.Lead;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S4, for the engine and the API alike. */
class PreferenceOwnerTest {

    private static Lead leadWith(Map<String, Object> attributes) {
        return new Lead(new LeadKey("acme", "lead-7"), Instant.EPOCH, Instant.EPOCH, attributes, null,
                Lead.StatusHistory.NONE, Conversation.NONE, Map.of(), Collections.emptySortedMap(), EventMemory.NONE,
                Collections.emptySortedMap(), null);
    }

    @Test // S4
    void the_leads_owner_counts() {
        assertThat(PreferenceOwner.of(leadWith(Map.of("ownerId", "ana")), "ben"))
                .isEqualTo(new PreferenceOwner("ana", Source.LEAD_OWNER));
    }

    static Stream<Map<String, Object>> noOwner() {
        return Stream.of(Map.of(), Map.of("ownerId", ""), Map.of("ownerId", " \t"), Map.of("ownerId", 7L),
                Map.of("ownerId", new BigDecimal("0.5")), Map.of("ownerId", List.of("ana")));
    }

    @ParameterizedTest // S4
    @MethodSource("noOwner")
    void the_automations_creator_counts_for_a_lead_without_an_owner(Map<String, Object> attributes) {
        assertThat(PreferenceOwner.of(leadWith(attributes), "ben"))
                .isEqualTo(new PreferenceOwner("ben", Source.AUTOMATION_CREATOR));
    }
}
