package dev.nudge.infrastructure.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeadSearchKeysTest {

    @Test
    void the_words_of_a_name_are_compared_without_case_and_diacritics() {
        assertThat(LeadSearchKeys.names(Map.of("firstName", " José  Ana ", "lastName", "da SILVA")))
                .containsExactly("jose", "ana", "da", "silva");
        assertThat(LeadSearchKeys.ofName("STRAẞE Ana ana")).containsExactly("strasse", "ana");
        assertThat(LeadSearchKeys.ofName("王小明")).containsExactly("王小明");
    }

    @Test
    void a_lead_without_a_name_has_no_keys() {
        assertThat(LeadSearchKeys.names(Map.of("email", "ana@example.com"))).isEmpty();
        assertThat(LeadSearchKeys.names(Map.of("firstName", "  "))).isEmpty();
    }

    @Test
    void a_long_name_has_the_keys_of_its_first_words() {
        assertThat(LeadSearchKeys.ofName("a b c d e f g h i j k l")).hasSize(10);
        assertThat(LeadSearchKeys.names(Map.of("firstName", "a b c d e f g", "lastName", "h i j k l"))).hasSize(10);
    }

    @Test // E4
    void a_status_has_the_key_by_which_statuses_are_compared() {
        assertThat(LeadSearchKeys.status(Map.of("status", " New  LEAD "))).contains("new lead");
        assertThat(LeadSearchKeys.status(Map.of())).isEmpty();
        assertThat(List.of(LeadSearchKeys.ofStatus("NEW LEAD"), LeadSearchKeys.ofStatus("new lead")))
                .containsOnly("new lead");
    }
}
