package dev.nudge.address;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.nudge.json.UnicodeText;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Zones;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A normalised address (F1).
 *
 * @param to as it is given to a provider: E.164, or the e-mail address as it was written
 * @param key by which addresses are compared: E.164, or the e-mail address in lower case
 */
public record Address(AddressKind kind, String to, String key) {

    /** The form of a phone number with its country code, which need not be in use. */
    public static final Pattern E164 = Pattern.compile("\\+[1-9]\\d{6,14}");

    private static final int MAX_LENGTH = 320;
    private static final Pattern PREFIX = Pattern.compile("^(?:tel|whatsapp|sms|callto|phone):(?://)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PHONE_START = Pattern.compile("^[+＋(\\p{Nd}]");
    private static final Pattern EMAIL = Pattern.compile("[\\p{L}\\p{M}\\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}"
            + "@(?:[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?\\.)*"
            + "[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?");
    private static final String UNKNOWN_ZONE = "Etc/Unknown";

    /**
     * Normalising a phone number is slow, and an address occurs often while its lead is active. The keys are texts,
     * which have an order: those that share a hash, which anybody can write, are then found nearly as fast.
     */
    private static final Cache<String, Optional<Address>> RECENT = Caffeine.newBuilder().maximumSize(50_000)
            .executor(Runnable::run).build();
    private static final int MAX_RECENT_LENGTH = 64;

    /**
     * Normalises an address; empty when it is not valid.
     *
     * @param region of phone numbers without a country code, such as {@code US}; null: only international numbers
     */
    public static Optional<Address> of(AddressKind kind, String text, @Nullable String region) {
        return switch (kind) {
            case PHONE -> recent("phone " + region + " ", text, phone -> parse(phone, region).map(Address::e164));
            case EMAIL -> recent("email ", UnicodeText.trim(text), Address::email);
        };
    }

    private static Optional<Address> recent(String prefix, String text,
            Function<String, Optional<Address>> normalised) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return text.length() > MAX_RECENT_LENGTH
                ? normalised.apply(text)
                : RECENT.get(prefix + text, _ -> normalised.apply(text));
    }

    /** The address whose normalised form is {@code to}, such as the recipient of a message. */
    public static Address ofNormalised(AddressKind kind, String to) {
        return new Address(kind, to, to.toLowerCase(Locale.ROOT));
    }

    /** By which addresses of all kinds are compared: {@code phone:+14155550100}, {@code email:ana@example.com}. */
    public String id() {
        return kind.json() + ":" + key;
    }

    /** The time zone of a phone number, when its prefix is in exactly one (W5). */
    public static Optional<NamedZone> zoneOfPhone(String text, @Nullable String region) {
        return parse(text, region).flatMap(number -> {
            List<String> zones = PhoneNumberToTimeZonesMapper.getInstance().getTimeZonesForNumber(number);
            return zones.size() == 1 && !zones.getFirst().equals(UNKNOWN_ZONE)
                    ? Zones.find(zones.getFirst())
                    : Optional.empty();
        });
    }

    private static Optional<PhoneNumber> parse(String text, @Nullable String region) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String number = UnicodeText.trim(PREFIX.matcher(UnicodeText.trim(visible(text))).replaceFirst(""));
        if (!PHONE_START.matcher(number).find()) {
            return Optional.empty(); // the library would skip what is before the number
        }
        PhoneNumberUtil library = PhoneNumberUtil.getInstance();
        try {
            PhoneNumber parsed = library.parse(number, region);
            return library.isValidNumber(parsed) ? Optional.of(parsed) : Optional.empty();
        } catch (NumberParseException notANumber) {
            return Optional.empty();
        }
    }

    private static Address e164(PhoneNumber number) {
        String e164 = PhoneNumberUtil.getInstance().format(number, PhoneNumberFormat.E164);
        return ofNormalised(AddressKind.PHONE, e164);
    }

    private static Optional<Address> email(String text) {
        return EMAIL.matcher(text).matches() ? Optional.of(ofNormalised(AddressKind.EMAIL, text)) : Optional.empty();
    }

    /** The text without characters that are invisible. */
    private static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().filter(character -> !UnicodeText.isInvisible(character)).forEach(visible::appendCodePoint);
        return visible.toString();
    }

}
