package dev.nudge.reference;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** F4, "Recognising" and "Perhaps": what an inbound message says about opting out, without regard to its lead. */
final class Keywords {
    /** What a text is: a keyword, perhaps an opt-out, doubtful (a note only), or none of these. */
    enum Kind {
        OPT_OUT,
        OPT_IN,
        PERHAPS,
        DOUBTFUL,
        NONE
    }

    private static final Set<String> OPT_OUT = Set.of("stop", "stopall", "stop all", "unsubscribe", "unsub", "cancel",
            "end", "quit", "revoke", "optout", "opt out", "remove", "arret");
    private static final Set<String> OPT_OUT_ON_OTHER_CHANNELS = Set.of("stop", "stopall", "unsubscribe", "revoke",
            "opt out");
    private static final Set<String> OPT_IN = Set.of("start", "unstop");
    /** "opt out" is one core word that consists of two words. */
    private static final Set<String> CORE = Set.of("stop", "stopall", "unsubscribe", "unsub", "quit", "revoke",
            "remove", "optout", "opt out");
    private static final Set<String> COURTESY = Set.of("please", "pls", "plz", "thanks", "thank", "you", "thx", "now",
            "all", "me", "it", "this", "the", "these", "any", "more", "anymore", "from", "your", "my", "list", "lists",
            "text", "texting", "texts", "message", "messages", "messaging", "contacting", "sending", "calling", "calls",
            "email", "emails", "emailing", "sms", "us", "number", "i", "im", "want", "would", "like", "to", "ok",
            "okay", "hi", "hello", "sorry", "stop");
    private static final Set<String> NAMES_OF_TEXTS = Set.of("text", "texts", "texting", "sms");
    private static final List<String> PERHAPS = Stream
            .concat(Stream.of("do not", "dont").flatMap(
                    not -> Stream.of("text", "message", "contact", "call", "email")
                            .map(verb -> not + " " + verb + " me")),
                    Stream.of("take me off", "leave me alone", "no more texts", "no more messages", "wrong number"))
            .toList();

    private static final Pattern DASHES = Pattern.compile("\\p{Pd}");
    private static final Pattern OUTER_SIGNS = Pattern.compile("^[^\\p{L}\\p{Nd}]+|[^\\p{L}\\p{Nd}]+$");
    private static final Pattern ACCENTS = Pattern.compile("\\p{Mn}+");
    private static final Pattern APOSTROPHES = Pattern.compile("['\u2019\u02BC]");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{Nd}]+");

    private Keywords() {}

    /** The kind of a message, over its body and, on email, its subject. */
    static Kind of(Map<String, Object> data, @Nullable String channel, @Nullable String body,
            Map<String, Object> organization) {
        String optOutType = Values.present(data.get("optOutType"));
        if (optOutType != null && Values.folded(optOutType).equals("stop")) {
            return Kind.OPT_OUT;
        }
        if (optOutType != null && Values.folded(optOutType).equals("start")) {
            return Kind.OPT_IN;
        }
        List<Kind> kinds = texts(data, channel, body).stream().map(text -> ofText(text, channel, organization))
                .toList();
        // The most cautious reading of body and subject.
        return Stream.of(Kind.values()).filter(kinds::contains).findFirst().orElse(Kind.NONE);
    }

    /** F4, "Scope": whether the words of the message name texts. */
    static boolean namesTexts(Map<String, Object> data, @Nullable String channel, @Nullable String body) {
        return texts(data, channel, body).stream()
                .anyMatch(text -> words(normalised(text)).stream().anyMatch(NAMES_OF_TEXTS::contains));
    }

    private static List<String> texts(Map<String, Object> data, @Nullable String channel, @Nullable String body) {
        List<String> texts = new ArrayList<>();
        if (body != null) {
            texts.add(body);
        }
        if ("email".equals(channel) && data.get("subject") instanceof String subject) {
            texts.add(subject);
        }
        return texts;
    }

    private static Kind ofText(String text, @Nullable String channel, Map<String, Object> organization) {
        List<String> candidates = candidates(text);
        if (candidates.stream().anyMatch(each -> optsOut(each, channel, organization))) {
            return Kind.OPT_OUT;
        }
        if (candidates.stream().anyMatch(each -> OPT_IN.contains(each) || among(each, organization, "optInWords"))) {
            return Kind.OPT_IN;
        }
        List<String> words = words(normalised(text));
        if (beginsWithCoreWord(words) || PERHAPS.stream().anyMatch(phrase -> contains(words, phrase))) {
            return Kind.PERHAPS;
        }
        return CORE.stream().anyMatch(core -> contains(words, core)) ? Kind.DOUBTFUL : Kind.NONE;
    }

    /** The whole text, and its first line that is not blank. */
    private static List<String> candidates(String text) {
        List<String> candidates = new ArrayList<>(List.of(normalised(text)));
        text.lines().filter(line -> Values.present(line) != null).findFirst()
                .map(Keywords::normalised).ifPresent(candidates::add);
        return candidates.stream().filter(each -> !each.isEmpty()).toList();
    }

    private static boolean optsOut(String text, @Nullable String channel, Map<String, Object> organization) {
        boolean other = channel != null && !EventReading.CHANNELS.contains(channel);
        Set<String> keywords = other ? OPT_OUT_ON_OTHER_CHANNELS : OPT_OUT;
        if (keywords.contains(text) || among(text, organization, "optOutWords")) {
            return true;
        }
        List<String> words = words(text);
        boolean anywhere = words.size() <= 12
                && Stream.of("unsubscribe", "opt out", "opt me out").anyMatch(phrase -> contains(words, phrase));
        return anywhere || coreAndCourtesyOnly(words,
                CORE.stream().filter(core -> !other || OPT_OUT_ON_OTHER_CHANNELS.contains(core)).toList());
    }

    private static boolean among(String text, Map<String, Object> organization, String name) {
        return Values.list(organization.get(name)).stream().map(String::valueOf).map(Keywords::normalised)
                .anyMatch(text::equals);
    }

    private static boolean coreAndCourtesyOnly(List<String> words, List<String> core) {
        boolean found = false;
        int index = 0;
        while (index < words.size()) {
            boolean pair = core.contains("opt out") && pairAt(words, index);
            found |= pair || core.contains(words.get(index));
            if (!pair && !core.contains(words.get(index)) && !COURTESY.contains(words.get(index))) {
                return false;
            }
            index += pair ? 2 : 1;
        }
        return found;
    }

    /** The first word after courtesy words; `stop` is in both lists and counts as a core word. */
    private static boolean beginsWithCoreWord(List<String> words) {
        for (int index = 0; index < words.size(); index++) {
            if (CORE.contains(words.get(index)) || pairAt(words, index)) {
                return true;
            }
            if (!COURTESY.contains(words.get(index))) {
                return false;
            }
        }
        return false;
    }

    private static boolean pairAt(List<String> words, int index) {
        return index + 1 < words.size() && words.get(index).equals("opt") && words.get(index + 1).equals("out");
    }

    private static boolean contains(List<String> words, String phrase) {
        return (" " + String.join(" ", words) + " ").contains(" " + phrase + " ");
    }

    private static List<String> words(String normalised) {
        String joined = APOSTROPHES.matcher(normalised).replaceAll("");
        return Stream.of(BETWEEN_WORDS.split(joined)).filter(word -> !word.isEmpty()).toList();
    }

    /** F4, in the order of the contract. */
    static String normalised(String text) {
        String compatible = Normalizer.normalize(text, Normalizer.Form.NFKC);
        StringBuilder visible = new StringBuilder();
        compatible.codePoints().filter(character -> !invisible(character)).forEach(visible::appendCodePoint);
        String joined = Values.joinedBlanks(DASHES.matcher(visible).replaceAll(" "));
        String inner = OUTER_SIGNS.matcher(joined).replaceAll("");
        String plain = ACCENTS.matcher(Normalizer.normalize(inner, Normalizer.Form.NFD)).replaceAll("");
        return Values.folded(plain);
    }

    private static boolean invisible(int character) {
        boolean blank = UCharacter.hasBinaryProperty(character, UProperty.WHITE_SPACE);
        return !blank && (Character.getType(character) == Character.FORMAT || Character.isISOControl(character)
                || UCharacter.hasBinaryProperty(character, UProperty.DEFAULT_IGNORABLE_CODE_POINT));
    }
}
