package dev.nudge.condition;

import dev.nudge.json.Json;
import dev.nudge.schedule.LocalTimes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/** What texts stand for where another type is needed (K2). */
final class Scalars {

    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final int MAX_NUMBER_LENGTH = 200;

    private Scalars() {}

    /** The number of a text that is a plain JSON number. */
    static Optional<Number> number(String text) {
        boolean isNumber = text.length() <= MAX_NUMBER_LENGTH && !text.isEmpty() && text.charAt(0) <= '9'
                && NUMBER.matcher(text).matches();
        return isNumber ? Json.number(text) : Optional.empty();
    }

    /** The texts {@code true} and {@code false} in any case. */
    static Optional<Boolean> bool(String text) {
        if (text.equalsIgnoreCase("true")) {
            return Optional.of(true);
        }
        return text.equalsIgnoreCase("false") ? Optional.of(false) : Optional.empty();
    }

    /** A date alone, such as {@code 2027-01-15}, from the year 1900 on. */
    static Optional<LocalDate> date(String text) {
        if (!DATE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text)).filter(date -> date.getYear() >= 1900);
        } catch (DateTimeException invalid) {
            return Optional.empty();
        }
    }

    static Instant startOf(LocalDate date, ZoneId zone) {
        return LocalTimes.firstInstant(date.atStartOfDay(), zone);
    }
}
