package dev.nudge.api.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The zone of a lead's phone number, which quiet hours use for a lead without a time zone (W5). */
@ApiTest
class DerivedTimezoneTest {

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client ada;

    DerivedTimezoneTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.ada = api.admin("ada", organization);
    }

    @Test
    void a_lead_without_a_time_zone_shows_that_of_its_phone_number() {
        lead(Map.of("phone", "+44 20 7946 0958"));

        assertThat(shown()).containsEntry("derivedTimezone", "Europe/London")
                .containsEntry("attributes", Map.of("phone", "+44 20 7946 0958"));
        assertThat(ana.get("/api/leads").items()).singleElement()
                .satisfies(lead -> assertThat(lead).containsEntry("derivedTimezone", "Europe/London"));
    }

    @ParameterizedTest
    @CsvSource({"+44 20 7946 0958, America/New_York", "+351 912 345 678,", "0101,", "020 7946 0958,", ","})
    void a_lead_with_a_time_zone_or_without_a_number_of_exactly_one_zone_has_none(@Nullable String phone,
            @Nullable String timezone) {
        Document attributes = new Document();
        if (phone != null) {
            attributes.append("phone", phone);
        }
        if (timezone != null) {
            attributes.append("timezone", timezone);
        }
        lead(attributes);

        assertThat(shown()).doesNotContainKey("derivedTimezone");
    }

    @Test
    void a_number_without_a_country_code_is_one_of_the_organizations_region() {
        lead(Map.of("phone", "020 7946 0958"));
        ada.put("/api/organization", "{\"defaultRegion\": \"GB\"}").is(200);

        assertThat(shown()).containsEntry("derivedTimezone", "Europe/London");
    }

    private Map<String, @Nullable Object> shown() {
        return ana.get("/api/leads/lead-7").is(200).json();
    }

    private void lead(Map<String, Object> attributes) {
        store.getCollection("leads").insertOne(new Document("_id", organization + ":lead-7")
                .append("organizationId", organization).append("leadId", "lead-7")
                .append("createdAt", Date.from(Instant.EPOCH)).append("lastNow", Date.from(Instant.EPOCH))
                .append("attributes", new Document(attributes)));
    }
}
