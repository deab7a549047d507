package dev.nudge.condition;

import dev.nudge.json.Instants;
import dev.nudge.json.UnicodeText;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A set of texts, numbers and booleans with constant-time lookup. Each type has its own set: the values come from
 * users, and values of several types with the same hash would be compared one by one.
 */
final class ScalarSet {

    /** Sets up to this size are kept in the form that takes the least memory; larger ones find any value as fast. */
    private static final int SMALL = 8;

    private final Set<String> texts;
    private final Set<Number> numbers;
    private final Set<Boolean> booleans;
    /** What the texts are as numbers, statuses, instants and dates, as far as they are. */
    private final Set<Number> numbersInTexts;
    private final Set<String> statuses;
    private final Set<Instant> instants;
    private final Set<LocalDate> dates;

    private ScalarSet(Collection<?> values) {
        Set<String> foundTexts = new HashSet<>();
        Set<Number> foundNumbers = new HashSet<>();
        Set<Boolean> foundBooleans = new HashSet<>();
        Set<Number> foundNumbersInTexts = new HashSet<>();
        Set<String> foundStatuses = new HashSet<>();
        Set<Instant> foundInstants = new HashSet<>();
        Set<LocalDate> foundDates = new HashSet<>();
        for (@Nullable
        Object value : values) {
            switch (value) {
                case String text -> {
                    foundTexts.add(text);
                    Scalars.number(text).ifPresent(foundNumbersInTexts::add);
                    Scalars.date(text).ifPresent(foundDates::add);
                    Instants.of(text).ifPresent(foundInstants::add);
                    foundStatuses.add(UnicodeText.canonical(text));
                }
                case Number number -> {
                    foundNumbers.add(number);
                    Instants.of(number).ifPresent(foundInstants::add);
                }
                case Boolean bool -> foundBooleans.add(bool);
                case null, default -> {
                    // lists and objects are equal to nothing
                }
            }
        }
        texts = compact(foundTexts);
        numbers = compact(foundNumbers);
        booleans = compact(foundBooleans);
        numbersInTexts = compact(foundNumbersInTexts);
        statuses = compact(foundStatuses);
        instants = compact(foundInstants);
        dates = compact(foundDates);
    }

    private static <T> Set<T> compact(Set<T> values) {
        return values.size() <= SMALL ? Set.copyOf(values) : values;
    }

    /** The scalars among values, with what they are in other types. */
    static ScalarSet of(Collection<?> values) {
        return new ScalarSet(values);
    }

    /** Whether a scalar is one of the values exactly. */
    boolean containsExactly(Object scalar) {
        return switch (scalar) {
            case String text -> texts.contains(text);
            case Number number -> numbers.contains(number);
            case Boolean bool -> booleans.contains(bool);
            default -> false;
        };
    }

    /** K2: whether a value equals one of these; unknown when it can be compared with none of them. */
    Truth contains(Object actual, Supplier<ZoneId> zone) {
        return switch (actual) {
            case String text -> containsText(text);
            case Number number -> numbers.contains(number) || numbersInTexts.contains(number)
                    ? Truth.TRUE
                    : falseIf(!numbers.isEmpty() || !numbersInTexts.isEmpty());
            case Boolean bool -> booleans.contains(bool) ? Truth.TRUE : falseIf(!booleans.isEmpty());
            case Instant instant -> instants.contains(instant)
                    || dates.stream().anyMatch(date -> Scalars.startOf(date, zone.get()).equals(instant))
                            ? Truth.TRUE
                            : falseIf(!instants.isEmpty() || !dates.isEmpty());
            default -> Truth.UNKNOWN;
        };
    }

    private Truth containsText(String text) {
        if (texts.contains(text)) {
            return Truth.TRUE;
        }
        if (numbers.isEmpty() && booleans.isEmpty()) {
            return falseIf(!texts.isEmpty());
        }
        Optional<Number> number = numbers.isEmpty() ? Optional.empty() : Scalars.number(text);
        Optional<Boolean> bool = booleans.isEmpty() ? Optional.empty() : Scalars.bool(text);
        boolean isEqual = number.filter(numbers::contains).isPresent()
                || bool.filter(booleans::contains).isPresent();
        return isEqual ? Truth.TRUE : falseIf(!texts.isEmpty() || number.isPresent() || bool.isPresent());
    }

    /** E4: as {@link #contains}, for a status, whose case and white space do not matter. */
    Truth containsStatus(String status) {
        return statuses.contains(UnicodeText.canonical(status)) ? Truth.TRUE : containsText(status);
    }

    private static Truth falseIf(boolean isComparable) {
        return isComparable ? Truth.FALSE : Truth.UNKNOWN;
    }
}
