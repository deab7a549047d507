package dev.nudge.infrastructure.provider;

import dev.nudge.infrastructure.startup.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionException;

/** Typed values of properties. A refusal names the property and never contains the value. */
final class SettingValues {

    private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{[^}]*}");
    private static final Pattern SLASHES_AT_THE_END = Pattern.compile("/+$");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final Binder binder;

    SettingValues(Binder binder) {
        this.binder = binder;
    }

    /** Empty without the property. */
    Optional<String> text(String property) {
        Optional<String> text = Optional.ofNullable(bind(property, Bindable.of(String.class)));
        text.ifPresent(value -> requireUsable(property, value));
        return text;
    }

    /** Values separated by commas, or one for each index; empty without the property. */
    Optional<List<String>> texts(String property) {
        Optional<List<String>> texts = Optional.ofNullable(bind(property, Bindable.listOf(String.class)));
        texts.ifPresent(values -> values.forEach(value -> requireUsable(property, value)));
        return texts;
    }

    private <T> @Nullable T bind(String property, Bindable<T> type) {
        try {
            return binder.bind(property, type).orElse(null);
        } catch (BindException unreadable) {
            throw new InvalidSettingException(
                    "Expected a readable value in " + property + ". Check its format and its file.");
        }
    }

    private static void requireUsable(String property, String value) {
        if (value.isBlank()) {
            throw new InvalidSettingException(
                    "Expected a value in " + property + " but it is blank. Set it or remove the property.");
        }
        if (UNRESOLVED.matcher(value).matches()) {
            throw new InvalidSettingException("Expected a value in " + property
                    + " but it refers to a property that is not set. Set that one.");
        }
        if (CONTROL.matcher(value).find()) {
            throw new InvalidSettingException("Expected one line in " + property
                    + " but found a line break or another control character. Remove it.");
        }
    }

    boolean flag(String property, boolean otherwise) {
        return converted(property, Boolean.class, _ -> true, "true or false").orElse(otherwise);
    }

    int number(String property, int from, int to, int otherwise) {
        return converted(property, Integer.class, number -> number >= from && number <= to,
                "a whole number from " + from + " to " + to).orElse(otherwise);
    }

    double rate(String property, double from, double otherwise) {
        return converted(property, Double.class, rate -> rate >= from && rate <= Double.MAX_VALUE,
                "a number of at least " + from).orElse(otherwise);
    }

    /** Longer than zero, with a unit. */
    Duration duration(String property, Duration otherwise) {
        return converted(property, Duration.class, Duration::isPositive, "a duration longer than zero such as 10s")
                .orElse(otherwise);
    }

    private <T> Optional<T> converted(String property, Class<T> type, Predicate<T> valid, String expected) {
        Optional<String> text = text(property);
        return text.map(value -> {
            try {
                T converted = ApplicationConversionService.getSharedInstance().convert(value.strip(), type);
                if (converted != null && valid.test(converted)) {
                    return converted;
                }
            } catch (ConversionException invalid) {
                throw expected(expected, property); // without the cause, which contains the value
            }
            throw expected(expected, property);
        });
    }

    /** An {@code http} or {@code https} address without a slash at its end. */
    Optional<URI> address(String property) {
        return text(property).map(text -> address(property, text.strip()));
    }

    private static URI address(String property, String text) {
        URI uri;
        try {
            uri = new URI(SLASHES_AT_THE_END.matcher(text).replaceFirst(""));
        } catch (URISyntaxException invalid) {
            throw expectedAddress(property); // without the cause, which contains the value
        }
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getPort() > 65_535 || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw expectedAddress(property);
        }
        return uri;
    }

    private static InvalidSettingException expectedAddress(String property) {
        return expected("an http or https address such as https://nudge.example.com, without user, query and fragment,",
                property);
    }

    static InvalidSettingException expected(String what, String property) {
        return new InvalidSettingException("Expected " + what + " in " + property + ".");
    }
}
