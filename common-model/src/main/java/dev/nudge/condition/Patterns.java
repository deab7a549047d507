package dev.nudge.condition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * The patterns of one automation, which are bounded together: judging them takes time that grows with the sum of their
 * compiled sizes.
 */
final class Patterns {

    static final int MAX_LENGTH = 256;
    /** Enough for several of {@code .{1,1000}}, but not for repetitions of repetitions. */
    static final int MAX_INSTRUCTIONS = 5_000;

    /** The estimate is higher than the compiled size; a pattern is compiled when its estimate is at most this. */
    private static final int COMPILED_AT_MOST = 4 * MAX_INSTRUCTIONS;

    private int instructions;

    /**
     * The pattern; empty when it does not fit beside those before it.
     *
     * @throws PatternSyntaxException when it is none
     */
    Optional<Pattern> compile(String text) {
        if (CaseFolding.mayNeverEnd(text)) {
            throw new PatternSyntaxException("the letters U+1C80 to U+1C88 cannot be matched in any case; leave out"
                    + " (?i), or a range that contains them", text);
        }
        if (PatternSize.atMost(text) > COMPILED_AT_MOST) {
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
