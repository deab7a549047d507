package dev.nudge.benchmarks.pipeline;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rule that all systems apply: answer an inbound message of a new lead that came from a search engine or has
 * visited three times, unless the message is a refusal.
 */
final class Rule {

    static final Set<String> SOURCES = Set.of("Google", "Organic Search");
    static final String REFUSAL = "(?i)already (?:bought|rented)|found something else";

    private static final Pattern REFUSES = Pattern.compile(REFUSAL);

    private Rule() {}

    static boolean refuses(String body) {
        return REFUSES.matcher(body).find();
    }

    static String text(String firstName, String product) {
        return "Hi " + firstName + ", are you still interested in " + product + "?";
    }
}
