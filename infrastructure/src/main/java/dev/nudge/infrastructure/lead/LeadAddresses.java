package dev.nudge.infrastructure.lead;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys in a lead's document by which leads are found by address: {@code phone:+14155551234}, {@code
 * email:ana@example.com}. A phone number without a country code is kept as its digits, {@code phone:4155551234},
 * because the document does not contain the organization's region; {@link #keysOf} includes those forms, so that a lead
 * that is found must be compared with the address in full.
 */
public final class LeadAddresses {

    private static final int MAX_DIGITS = 32;
    /** What is dialled before a country code, by most countries and in North America. */
    private static final List<String> INTERNATIONAL_PREFIXES = List.of("00", "011");

    private LeadAddresses() {}

    /** The keys of a lead with these attributes; an address that cannot be normalised at all has none. */
    static List<String> of(Map<String, ?> attributes) {
        List<String> keys = new ArrayList<>(2);
        if (attributes.get("phone") instanceof String phone) {
            phone(phone).ifPresent(key -> keys.add(key(AddressKind.PHONE, key)));
        }
        if (attributes.get("email") instanceof String email) {
            Address.of(AddressKind.EMAIL, email, null)
                    .ifPresent(address -> keys.add(key(AddressKind.EMAIL, address.key())));
        }
        return keys;
    }

    private static Optional<String> phone(String text) {
        if (Address.E164.matcher(text).matches()) {
            return Optional.of(text); // most numbers: documents are written often, and normalising takes time
        }
        return Address.of(AddressKind.PHONE, text, null).map(Address::key).or(() -> digits(text));
    }

    private static Optional<String> digits(String text) {
        StringBuilder digits = new StringBuilder();
        text.codePoints().filter(Character::isDigit).limit(MAX_DIGITS + 1)
                .forEach(digit -> digits.append(Character.digit(digit, 10)));
        return digits.isEmpty() || digits.length() > MAX_DIGITS ? Optional.empty() : Optional.of(digits.toString());
    }

    /**
     * The keys that a lead with the address can have.
     *
     * @param region of phone numbers without a country code; null: only international numbers
     */
    public static Set<String> keysOf(Address address, @Nullable String region) {
        Set<String> keys = new LinkedHashSet<>();
        keys.add(address.id());
        if (address.kind() == AddressKind.PHONE && region != null) {
            asDialledIn(region, address.key()).forEach(digits -> keys.add(key(AddressKind.PHONE, digits)));
        }
        return keys;
    }

    /**
     * The keys that a lead with the address can have; of a text that is no valid phone number, those of its digits if
     * it has no letters.
     *
     * @param region of phone numbers without a country code; null: only international numbers
     */
    public static Set<String> keysOf(AddressKind kind, String text, @Nullable String region) {
        Optional<Address> address = Address.of(kind, text, region);
        if (address.isPresent() || kind != AddressKind.PHONE) {
            return address.map(valid -> keysOf(valid, region)).orElse(Set.of());
        }
        boolean hasLetters = text.codePoints().anyMatch(Character::isLetter);
        return hasLetters ? Set.of() : digits(text).map(digits -> Set.of(key(kind, digits))).orElse(Set.of());
    }

    private static List<String> asDialledIn(String region, String e164) {
        PhoneNumberUtil library = PhoneNumberUtil.getInstance();
        PhoneNumber number;
        try {
            number = library.parse(e164, null);
        } catch (NumberParseException invalid) {
            throw new IllegalArgumentException("Expected a normalised phone number", invalid);
        }
        String international = e164.substring(1);
        List<String> forms = new ArrayList<>();
        forms.add(international);
        INTERNATIONAL_PREFIXES.forEach(prefix -> forms.add(prefix + international));
        if (number.getCountryCode() == library.getCountryCodeForRegion(region)) {
            String national = library.getNationalSignificantNumber(number);
            String trunkPrefix = library.getNddPrefixForRegion(region, true);
            forms.add(national);
            forms.add(trunkPrefix == null ? national : trunkPrefix + national);
        }
        return forms;
    }

    private static String key(AddressKind kind, String key) {
        return kind.json() + ":" + key;
    }
}
