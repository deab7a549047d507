package dev.nudge.infrastructure.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Leads are found by their addresses, however they are written (E11). */
class LeadAddressesTest {

    @ParameterizedTest
    @CsvSource({"+14155550100, phone:+14155550100", "+1 (415) 555-0100, phone:+14155550100",
            "tel:+14155550100, phone:+14155550100", "(415) 555-0100, phone:4155550100", "٤١٥٥٥٥٠١٠٠, phone:4155550100"})
    void a_phone_number_without_a_country_code_is_kept_as_its_digits(String phone, String key) {
        assertThat(LeadAddresses.of(Map.of("phone", phone))).containsExactly(key);
    }

    @Test
    void an_email_address_is_in_lower_case() {
        assertThat(LeadAddresses.of(Map.of("email", " Ana@Example.com ", "phone", "+14155550100")))
                .containsExactly("phone:+14155550100", "email:ana@example.com");
    }

    @Test
    void what_is_no_address_has_no_key() {
        assertThat(LeadAddresses.of(Map.of())).isEmpty();
        assertThat(LeadAddresses.of(Map.of("phone", "none", "email", "ana"))).isEmpty();
        assertThat(LeadAddresses.of(Map.of("phone", "1".repeat(33), "email", 7))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"US, 415-555-0100", "US, 1 415 555 0100", "US, 011 1 415 555 0100", "US, +14155550100",
            "DE, 001 415 555 0100", "'', +1 415 555 0100"})
    void a_lead_is_found_by_the_address_that_the_region_makes_of_its_phone_number(String region, String phone) {
        String ofOrganization = region.isEmpty() ? null : region;
        Address address = Address.of(AddressKind.PHONE, phone, ofOrganization).orElseThrow();

        assertThat(LeadAddresses.keysOf(address, ofOrganization))
                .containsAll(LeadAddresses.of(Map.of("phone", phone)));
    }

    @ParameterizedTest
    @CsvSource({"GB, 020 7946 0018", "IT, 06 698 12345", "DE, 030 123456", "PT, 912 345 678"})
    void national_prefixes_are_included(String region, String phone) {
        Address address = Address.of(AddressKind.PHONE, phone, region).orElseThrow();

        assertThat(LeadAddresses.keysOf(address, region)).containsAll(LeadAddresses.of(Map.of("phone", phone)));
    }

    @Test
    void an_email_address_has_one_key() {
        Address address = Address.of(AddressKind.EMAIL, "Ana@Example.com", null).orElseThrow();

        assertThat(LeadAddresses.keysOf(address, "US")).containsExactly("email:ana@example.com");
    }
}
