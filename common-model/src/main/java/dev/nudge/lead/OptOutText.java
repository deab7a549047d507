package dev.nudge.lead;

import dev.nudge.json.UnicodeText;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            return words.isEmpty()
                    ? Set.of()
                    : words.stream().map(OptOutText::normalized).filter(word -> !word.isEmpty())
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
            "remove", "optout");
    private static final Set<String> COURTESY = Set.of("please", "pls", "plz", "thanks", "thank", "you", "thx", "now",
            "all", "me", "it", "this", "the", "these", "any", "more", "anymore", "from", "your", "my", "list", "lists",
            "text", "texting", "texts", "message", "messages", "messaging", "contacting", "sending", "calling", "calls",
            "email", "emails", "emailing", "sms", "us", "number", "i", "im", "want", "would", "like", "to", "ok",
            "okay",
            "hi", "hello", "sorry", "stop");
    private static final Set<String> TEXTS = Set.of("text", "texts", "texting", "sms");
    private static final List<String> ANYWHERE = List.of(" unsubscribe ", " opt out ", " opt me out ");
    private static final int MAX_WORDS_ANYWHERE = 12;
    private static final List<String> REFUSALS = Stream.concat(
            Stream.of("do not", "dont").flatMap(not -> Stream.of("text", "message", "contact", "call", "email")
                    .map(verb -> not + " " + verb + " me")),
            Stream.of("take me off", "leave me alone", "no more texts", "no more messages", "wrong number"))
            .map(phrase -> " " + phrase + " ").toList();
    private static final String LINE_BREAKS = "\n\u000B\f\r\u0085\u2028\u2029";
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");
    private static final String APOSTROPHES = "'\u2019\u02BC";
    /** Longer texts are not examined beyond this, which also bounds the time. */
    private static final int MAX_LENGTH = 10_000;

    /**
     * A normalised text and its words.
     *
     * @param words without apostrophes
     * @param spaced the words with a space before and after each
     */
    private record Words(String text, List<String> words, String spaced) {

        static Words of(String text) {
            String normalized = normalized(text);
            List<String> words = words(normalized);
            return new Words(normalized, words, " " + String.join(" ", words) + " ");
        }

        private static List<String> words(String text) {
            List<String> words = new ArrayList<>();
            StringBuilder word = new StringBuilder();
            for (int at = 0, character; at < text.length(); at += Character.charCount(character)) {
                character = text.codePointAt(at);
                if (APOSTROPHES.indexOf(character) >= 0) {
                    continue;
                }
                if (Character.isLetterOrDigit(character)) {
                    word.appendCodePoint(character);
                } else if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            }
            if (!word.isEmpty()) {
                words.add(word.toString());
            }
            return words;
        }

        /** @param phrases with a space before and after each */
        boolean containsAny(List<String> phrases) {
            for (String phrase : phrases) {
                if (spaced.contains(phrase)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** @param text a message's body or subject */
    static OptOutText of(String text, Vocabulary vocabulary) {
        String examined = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
        Words whole = Words.of(examined);
        if (whole.text().isEmpty()) {
            return NONE;
        }
        Optional<Words> firstLine = firstOfSeveralLines(examined).map(Words::of);
        if (isOptOut(whole, vocabulary) || firstLine.filter(line -> isOptOut(line, vocabulary)).isPresent()) {
            return OPT_OUT;
        }
        if (vocabulary.isOptIn(whole.text()) || firstLine.filter(line -> vocabulary.isOptIn(line.text())).isPresent()) {
            return OPT_IN;
        }
        List<String> words = whole.words();
        if (beginsWithCore(words) || whole.containsAny(REFUSALS)) {
            return PERHAPS;
        }
        return containsCore(words) ? MENTIONED : NONE;
    }

    private static Optional<String> firstOfSeveralLines(String text) {
        if (!hasLineBreak(text)) {
            return Optional.empty();
        }
        List<String> lines = LINE_BREAK.splitAsStream(text).filter(OptOutText::hasContent).limit(2).toList();
        return lines.size() > 1 ? Optional.of(lines.getFirst()) : Optional.empty();
    }

    /** A loop, because most texts have one line. */
    private static boolean hasLineBreak(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (LINE_BREAKS.indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a line has anything but white space and invisible characters. */
    private static boolean hasContent(String line) {
        return line.codePoints().anyMatch(
                character -> !UnicodeText.isInvisible(character) && !UnicodeText.isWhiteSpace(character));
    }

    /** Whether the text names texts, so that it is about the phone as well. */
    static boolean namesTexts(String text) {
        return Words.of(text).words().stream().anyMatch(TEXTS::contains);
    }

    private static boolean isOptOut(Words text, Vocabulary vocabulary) {
        List<String> words = text.words();
        return vocabulary.isOptOut(text.text()) || isCoreWithCourtesy(words, vocabulary.core())
                || words.size() <= MAX_WORDS_ANYWHERE && text.containsAny(ANYWHERE);
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

    private static boolean beginsWithCore(List<String> words) {
        for (int at = 0; at < words.size(); at++) {
            if (coreLength(words, at, CORE) > 0) {
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

    /** How many words the core word at an index has, of which only "opt out" has two; 0 when there is none. */
    private static int coreLength(List<String> words, int at, Set<String> core) {
        boolean isOptOut = words.get(at).equals("opt") && at + 1 < words.size() && words.get(at + 1).equals("out");
        return isOptOut ? 2 : core.contains(words.get(at)) ? 1 : 0;
    }

    /** The form in which texts are compared with keywords. */
    private static String normalized(String text) {
        String visible = UnicodeText.joinBlanks(visible(UnicodeText.normalized(text, Normalizer.Form.NFKC)));
        return UnicodeText.foldCase(withoutAccents(stripped(visible)));
    }

    /** The text without invisible characters, and with a space for each dash. */
    private static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        for (int at = 0, character; at < text.length(); at += Character.charCount(character)) {
            character = text.codePointAt(at);
            if (!UnicodeText.isInvisible(character)) {
                visible.appendCodePoint(Character.getType(character) == Character.DASH_PUNCTUATION ? ' ' : character);
            }
        }
        return visible.toString();
    }

    /** The text without what is before its first letter or digit, and after its last. */
    private static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && !Character.isLetterOrDigit(text.codePointAt(from))) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (to > from && !Character.isLetterOrDigit(text.codePointBefore(to))) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    private static String withoutAccents(String text) {
        if (UnicodeText.isAscii(text)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFD).codePoints()
                .filter(character -> Character.getType(character) != Character.NON_SPACING_MARK)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
