package dev.nudge.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class AddressTest {

    @RepeatedTest(2) // the second time, short texts come from the cache
    void a_number_without_a_country_code_depends_on_the_region() {
        assertThat(Address.of(AddressKind.PHONE, "415 555 0100", "US")).map(Address::to).contains("+14155550100");
        assertThat(Address.of(AddressKind.PHONE, "415 555 0100", null)).isEmpty();
        assertThat(Address.of(AddressKind.PHONE, "0171 5550100", "DE")).map(Address::to).contains("+491715550100");
    }

    @RepeatedTest(2)
    void a_prefix_and_the_blanks_around_it_are_removed() {
        assertThat(Address.of(AddressKind.PHONE, "tel: +1 415 555 0100", null)).map(Address::to)
                .contains("+14155550100");
        assertThat(Address.of(AddressKind.PHONE, " whatsapp:\u00a0+14155550100 ", null)).map(Address::to)
                .contains("+14155550100");
        assertThat(Address.zoneOfPhone("tel: +14155550100", null)).isPresent();
    }

    @RepeatedTest(2)
    void the_same_text_is_not_both_a_number_and_an_e_mail_address() {
        assertThat(Address.of(AddressKind.EMAIL, "+14155550100", null)).isEmpty();
        assertThat(Address.of(AddressKind.PHONE, "+14155550100", null)).isPresent();
    }

    @RepeatedTest(2)
    void an_e_mail_address_is_kept_as_written_and_compared_in_lower_case() {
        assertThat(Address.of(AddressKind.EMAIL, " Ana@Example.com ", null))
                .contains(new Address(AddressKind.EMAIL, "Ana@Example.com", "ana@example.com"));
    }

    @Test
    void white_space_around_an_e_mail_address_does_not_count_for_its_length() {
        assertThat(Address.of(AddressKind.EMAIL, "ana@example.com" + " ".repeat(400), null)).map(Address::to)
                .contains("ana@example.com");
    }

    @RepeatedTest(2)
    void a_long_address_is_valid_up_to_320_characters() {
        String domain = ("d".repeat(60) + ".").repeat(4) + "example";
        String longest = "a".repeat(320 - domain.length() - 1 - 8) + "@" + domain + ".example";
        assertThat(Address.of(AddressKind.EMAIL, "a".repeat(64) + "@" + domain, null)).isPresent();
        assertThat(longest).hasSize(320);
        assertThat(Address.of(AddressKind.EMAIL, longest + "e", null)).isEmpty();
    }
}
