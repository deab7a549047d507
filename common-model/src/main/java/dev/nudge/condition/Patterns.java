package dev.nudge.condition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * The patterns of one automation. They have a common bound, because the time to evaluate them grows with the sum of
 * their compiled sizes.
 */
final class Patterns {

    static final int MAX_LENGTH = 256;
    /** Sufficient for several patterns like {@code .{1,1000}}, but not for nested repetitions. */
    static final int MAX_INSTRUCTIONS = 5_000;

    /**
     * A pattern is compiled only if its estimated size is at most this; the estimate is higher than the compiled size.
     */
    private static final int MAX_ESTIMATE = 4 * MAX_INSTRUCTIONS;

    private int instructions;

    /**
     * Compiles a pattern; empty when it exceeds the bound together with the preceding patterns.
     *
     * @throws PatternSyntaxException when the text is not a valid pattern
     */
    Optional<Pattern> compile(String text) {
        if (CaseFolding.mayNeverEnd(text)) {
            throw new PatternSyntaxException("the letters U+1C80 to U+1C88 cannot be matched in any case; leave out"
                    + " (?i), or a range that contains them", text);
        }
        if (PatternSize.atMost(text) > MAX_ESTIMATE) {
            return Optional.empty();
        }
        Pattern pattern = Pattern.compile(text);
        if (instructions + pattern.programSize() > MAX_INSTRUCTIONS) {
            return Optional.empty();
        }
        instructions += pattern.programSize();
        return Optional.of(pattern);
    }
}
