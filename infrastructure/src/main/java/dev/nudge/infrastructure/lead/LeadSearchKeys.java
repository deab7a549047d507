package dev.nudge.infrastructure.lead;

import dev.nudge.json.UnicodeText;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The keys in a lead's document by which people find it: its status as statuses are compared (E4), and the words of its
 * name without case and diacritics, such as {@code jose} for {@code José}.
 */
public final class LeadSearchKeys {

    private static final int MAX_WORDS = 10;
    /** In code points; a longer text is found by its beginning. Some databases limit the keys of indexes. */
    private static final int MAX_LENGTH = 128;
    private static final Pattern DIACRITICS = Pattern.compile("\\p{Mn}+");

    private static final List<String> NAMES = List.of("firstName", "lastName");

    private LeadSearchKeys() {}

    static Optional<String> status(Map<String, ?> attributes) {
        return attributes.get("status") instanceof String status ? Optional.of(ofStatus(status)) : Optional.empty();
    }

    static List<String> names(Map<String, ?> attributes) {
        Set<String> keys = new LinkedHashSet<>();
        for (String attribute : NAMES) {
            if (attributes.get(attribute) instanceof String name) {
                keys.addAll(ofName(name));
            }
        }
        return keys.stream().limit(MAX_WORDS).toList();
    }

    public static String ofStatus(String status) {
        return cut(UnicodeText.canonical(status));
    }

    /** The key of each word of a name. */
    public static List<String> ofName(String name) {
        String folded = UnicodeText.foldCase(UnicodeText.joinBlanks(name));
        String plain = UnicodeText.isAscii(folded)
                ? folded
                : DIACRITICS.matcher(Normalizer.normalize(folded, Normalizer.Form.NFD)).replaceAll("");
        Set<String> words = new LinkedHashSet<>();
        for (int from = 0, to; from < plain.length() && words.size() < MAX_WORDS; from = to + 1) {
            int blank = plain.indexOf(' ', from);
            to = blank < 0 ? plain.length() : blank;
            if (to > from) {
                words.add(cut(plain.substring(from, to)));
            }
        }
        return List.copyOf(words);
    }

    private static String cut(String key) {
        return key.length() <= MAX_LENGTH || key.codePointCount(0, key.length()) <= MAX_LENGTH
                ? key
                : key.substring(0, key.offsetByCodePoints(0, MAX_LENGTH));
    }
}
