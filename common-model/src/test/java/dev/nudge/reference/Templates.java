package dev.nudge.reference;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Mustache over JSON values only (F6). */
final class Templates {
    private static final int LONGEST_TEXT = 64 * 1024;
    private static final int MOST_REPETITIONS = 100_000;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    /** A template repeats its sections too often. */
    private static final class TooManyRepetitions extends RuntimeException {}

    /** Names reach the entries of objects and nothing else; the repetitions of all sections are bounded together. */
    private static final class JsonCollector extends DefaultCollector {
        private int repetitions;

        @Override
        public @Nullable Iterator<?> toIterator(Object value) {
            if (!(value instanceof List<?> list)) {
                return super.toIterator(value);
            }
            repetitions += list.size();
            if (repetitions > MOST_REPETITIONS) {
                throw new TooManyRepetitions();
            }
            return list.iterator();
        }

        @Override
        public Mustache.@Nullable VariableFetcher createFetcher(Object context, String name) {
            return (object, key) -> object instanceof Map<?, ?> map && map.containsKey(key)
                    ? map.get(key)
                    : Template.NO_FETCHER_FOUND;
        }
    }

    private Templates() {}

    /** The lead's attributes, also as `lead.<path>`, `event.type` and `event.data.<path>`. */
    static Map<String, Object> variables(Lead lead, String eventType, Map<String, Object> eventData) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", eventType);
        event.put("data", eventData);
        Map<String, Object> variables = new LinkedHashMap<>(lead.attributes);
        variables.put("lead", new LinkedHashMap<>(lead.attributes));
        variables.put("event", event);
        return variables;
    }

    /** The text of a body; null when it is too large. */
    static @Nullable String body(String template, String channel, Map<String, Object> variables) {
        return render(template, channel.equals("email"), variables);
    }

    /** A subject is one line and not HTML. */
    static @Nullable String subject(String template, Map<String, Object> variables) {
        String subject = render(template, false, variables);
        return subject == null ? null : CONTROL.matcher(subject).replaceAll(" ");
    }

    /** F2: the text as it is, Mustache allowed: what is no Mustache stays as it is. */
    static @Nullable String notice(String text, Map<String, Object> variables) {
        try {
            return render(text, false, variables);
        } catch (MustacheException noMustache) {
            return text;
        }
    }

    private static @Nullable String render(String template, boolean html, Map<String, Object> variables) {
        Template compiled = Mustache.compiler().escapeHTML(html).defaultValue("").withCollector(new JsonCollector())
                .withFormatter(Templates::inText).compile(template);
        try {
            String text = compiled.execute(present(variables));
            return text.getBytes(StandardCharsets.UTF_8).length > LONGEST_TEXT ? null : text;
        } catch (TooManyRepetitions tooMany) {
            return null;
        }
    }

    /** Blank is missing, for sections as well. */
    private static Object present(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> present = new LinkedHashMap<>();
            map.forEach((name, inner) -> {
                if (inner != null && !Values.missing(inner)) {
                    present.put(name, present(inner));
                }
            });
            return present;
        }
        return value instanceof List<?> list
                ? list.stream().filter(each -> each != null && !Values.missing(each)).map(Templates::present).toList()
                : value;
    }

    /** A list is joined by ", "; an object renders nothing. */
    private static String inText(Object value) {
        if (value instanceof List<?> list) {
            return String.join(", ", list.stream().map(Templates::inText).filter(text -> !text.isEmpty()).toList());
        }
        return value instanceof Map ? "" : String.valueOf(value);
    }
}
