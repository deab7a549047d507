package dev.nudge.reference;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Normalised addresses (F1) and the time zone of a phone number (W5). */
final class Addresses {
    private static final Pattern PREFIX = Pattern.compile("^(tel|sms|callto|whatsapp):", Pattern.CASE_INSENSITIVE);
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cc}]");
    private static final Pattern EMAIL = Pattern
            .compile("[^\\s@,;:<>()\\[\\]\"\\\\\\p{Cc}]+@[^\\s@,;:<>()\\[\\]\"\\\\\\p{Cc}]+");
    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

    private Addresses() {}

    /** F1: the valid phone number in E.164, or null. Without a default region only international numbers are read. */
    static @Nullable String phone(@Nullable Object value, @Nullable String defaultRegion) {
        PhoneNumber number = number(value, defaultRegion);
        return number == null ? null : NUMBERS.format(number, PhoneNumberFormat.E164);
    }

    private static @Nullable PhoneNumber number(@Nullable Object value, @Nullable String defaultRegion) {
        String text = Values.textOrNumber(value);
        if (text == null) {
            return null;
        }
        String visible = Values.trimmed(INVISIBLE.matcher(text).replaceAll(""));
        String digits = Values.trimmed(PREFIX.matcher(visible).replaceFirst(""));
        try {
            PhoneNumber number = NUMBERS.parse(digits, defaultRegion == null ? "ZZ" : defaultRegion);
            return NUMBERS.isValidNumber(number) ? number : null;
        } catch (NumberParseException noNumber) {
            return null;
        }
    }

    /** F1: one address on one line, trimmed; null for everything else. */
    static @Nullable String email(@Nullable Object value) {
        String text = Values.present(value);
        return text != null && EMAIL.matcher(text).matches() ? text : null;
    }

    /** F1: how an address is compared, and how it enters a message's id (F3). */
    static String compared(String address) {
        return address.contains("@") && !address.contains("/") ? address.toLowerCase(Locale.ROOT) : address;
    }

    /** W5: the zone of a phone number, when it has a single one. */
    static @Nullable String zone(@Nullable Object phone, @Nullable String defaultRegion) {
        PhoneNumber number = number(phone, defaultRegion);
        if (number == null) {
            return null;
        }
        List<String> zones = PhoneNumberToTimeZonesMapper.getInstance().getTimeZonesForNumber(number);
        boolean single = zones.size() == 1
                && !zones.getFirst().equals(PhoneNumberToTimeZonesMapper.getUnknownTimeZone());
        return single ? zones.getFirst() : null;
    }
}
