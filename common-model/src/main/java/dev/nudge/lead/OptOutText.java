package dev.nudge.lead;

import dev.nudge.json.UnicodeText;
import java.text.Normalizer;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a lead's message says about opting out or in (F4). */
enum OptOutText {

    OPT_OUT,
    /** A person should decide: the message starts nothing. */
    PERHAPS,
    OPT_IN,
    /** The message contains a word of an opt-out, and is none. */
    MENTIONED,
    NONE;

    /** The words of an organization, normalised, and whether the message came on a channel of Nudge's or on none. */
    record Vocabulary(Set<String> optOutWords, Set<String> optInWords, boolean isForeignChannel) {

        static Vocabulary of(Set<String> optOutWords, Set<String> optInWords, boolean isForeignChannel) {
            return new Vocabulary(normalized(optOutWords), normalized(optInWords), isForeignChannel);
        }

        private static Set<String> normalized(Set<String> words) {
            return words.stream().map(OptOutText::normalized).filter(word -> !word.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        }

        private boolean isOptOut(String text) {
            return optOutWords.contains(text) || (isForeignChannel ? FOREIGN_OPT_OUTS : OPT_OUTS).contains(text);
        }

        private boolean isOptIn(String text) {
            return optInWords.contains(text) || OPT_INS.contains(text);
        }

        private Set<String> core() {
            return isForeignChannel ? FOREIGN_OPT_OUTS : CORE;
        }
    }

    private static final Set<String> OPT_OUTS = Set.of("stop", "stopall", "stop all", "unsubscribe", "unsub", "cancel",
            "end", "quit", "revoke", "optout", "opt out", "remove", "arret");
    private static final Set<String> FOREIGN_OPT_OUTS = Set.of("stop", "stopall", "unsubscribe", "revoke", "opt out");
    private static final Set<String> OPT_INS = Set.of("start", "unstop");
    private static final Set<String> CORE = Set.of("stop", "stopall", "unsubscribe", "unsub", "quit", "revoke",
            "remove", "optout", "opt out");
    private static final Set<String> COURTESY = Set.of("please", "pls", "plz", "thanks", "thank", "you", "thx", "now",
            "all", "me", "it", "this", "the", "these", "any", "more", "anymore", "from", "your", "my", "list", "lists",
            "text", "texting", "texts", "message", "messages", "messaging", "contacting", "sending", "calling", "calls",
            "email", "emails", "emailing", "sms", "us", "number", "i", "im", "want", "would", "like", "to", "ok",
            "okay",
            "hi", "hello", "sorry", "stop");
    private static final Set<String> TEXTS = Set.of("text", "texts", "texting", "sms");
    private static final List<String> ANYWHERE = List.of("unsubscribe", "opt out", "opt me out");
    private static final int MAX_WORDS_ANYWHERE = 12;
    private static final Pattern REFUSAL = Pattern
            .compile("(?:^| )(?:(?:do not|dont) (?:text|message|contact|call|email)"
                    + " me|take me off|leave me alone|no more (?:texts|messages)|wrong number)(?: |$)");
    private static final Pattern APOSTROPHE = Pattern.compile("['\u2019\u02BC]");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{Nd}]+");
    /** Longer texts are not examined beyond this, which also bounds the time. */
    private static final int MAX_LENGTH = 10_000;

    /** @param text a message's body or subject */
    static OptOutText of(String text, Vocabulary vocabulary) {
        String examined = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
        String whole = normalized(examined);
        if (whole.isEmpty()) {
            return NONE;
        }
        List<String> lines = examined.lines().filter(line -> !UnicodeText.isBlank(line)).toList();
        String first = lines.size() > 1 ? normalized(lines.getFirst()) : whole;
        if (isOptOut(whole, vocabulary) || isOptOut(first, vocabulary)) {
            return OPT_OUT;
        }
        if (vocabulary.isOptIn(whole) || vocabulary.isOptIn(first)) {
            return OPT_IN;
        }
        List<String> words = words(whole);
        if (beginsWithCore(words, CORE) || REFUSAL.matcher(String.join(" ", words)).find()) {
            return PERHAPS;
        }
        return containsCore(words) ? MENTIONED : NONE;
    }

    /** Whether the text names texts, so that it is about the phone as well. */
    static boolean namesTexts(String text) {
        return words(normalized(text)).stream().anyMatch(TEXTS::contains);
    }

    private static boolean isOptOut(String text, Vocabulary vocabulary) {
        if (vocabulary.isOptOut(text)) {
            return true;
        }
        List<String> words = words(text);
        return isCoreWithCourtesy(words, vocabulary.core())
                || words.size() <= MAX_WORDS_ANYWHERE && containsPhrase(words, ANYWHERE);
    }

    /** Whether there is a core word, and all other words are core words or courtesy. */
    private static boolean isCoreWithCourtesy(List<String> words, Set<String> core) {
        boolean hasCore = false;
        for (int at = 0; at < words.size();) {
            int length = coreLength(words, at, core);
            hasCore |= length > 0;
            if (length == 0 && !COURTESY.contains(words.get(at))) {
                return false;
            }
            at += Math.max(1, length);
        }
        return hasCore;
    }

    private static boolean beginsWithCore(List<String> words, Set<String> core) {
        for (int at = 0; at < words.size(); at++) {
            if (coreLength(words, at, core) > 0) {
                return true;
            }
            if (!COURTESY.contains(words.get(at))) {
                return false;
            }
        }
        return false;
    }

    private static boolean containsCore(List<String> words) {
        for (int at = 0; at < words.size(); at++) {
            if (coreLength(words, at, CORE) > 0) {
                return true;
            }
        }
        return false;
    }

    /** How many words the core word at an index has; 0 when there is none. */
    private static int coreLength(List<String> words, int at, Set<String> core) {
        if (at + 1 < words.size() && core.contains(words.get(at) + " " + words.get(at + 1))) {
            return 2;
        }
        return core.contains(words.get(at)) ? 1 : 0;
    }

    private static boolean containsPhrase(List<String> words, List<String> phrases) {
        String text = " " + String.join(" ", words) + " ";
        return phrases.stream().anyMatch(phrase -> text.contains(" " + phrase + " "));
    }

    /** The words of a normalised text, without apostrophes. */
    private static List<String> words(String text) {
        return NO_WORD.splitAsStream(APOSTROPHE.matcher(text).replaceAll(""))
                .filter(word -> !word.isEmpty()).toList();
    }

    /** The form in which texts are compared with keywords. */
    private static String normalized(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFKC).codePoints()
                .filter(character -> !UnicodeText.isInvisible(character))
                .forEach(character -> visible
                        .appendCodePoint(Character.getType(character) == Character.DASH_PUNCTUATION ? ' ' : character));
        String joined = UnicodeText.joinBlanks(visible.toString());
        return UnicodeText.foldCase(withoutAccents(stripped(joined, Character::isLetterOrDigit)));
    }

    private static String stripped(String text, IntPredicate kept) {
        int from = 0;
        int to = text.length();
        while (from < to && !kept.test(text.codePointAt(from))) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (to > from && !kept.test(text.codePointBefore(to))) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    private static String withoutAccents(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFD).codePoints()
                .filter(character -> Character.getType(character) != Character.NON_SPACING_MARK)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
