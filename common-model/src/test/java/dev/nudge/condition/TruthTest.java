package dev.nudge.condition;

import static dev.nudge.condition.Truth.FALSE;
import static dev.nudge.condition.Truth.TRUE;
import static dev.nudge.condition.Truth.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** K2: the tables of three-valued logic. */
class TruthTest {

    @ParameterizedTest
    @CsvSource({"TRUE, TRUE, TRUE", "TRUE, UNKNOWN, UNKNOWN", "TRUE, FALSE, FALSE", "UNKNOWN, UNKNOWN, UNKNOWN",
            "UNKNOWN, FALSE, FALSE", "FALSE, FALSE, FALSE"})
    void all_is_false_if_one_is_false_and_unknown_if_one_is_unknown(Truth one, Truth other, Truth all) {
        assertThat(one.and(other)).isEqualTo(all);
        assertThat(other.and(one)).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({"TRUE, TRUE, TRUE", "TRUE, UNKNOWN, TRUE", "TRUE, FALSE, TRUE", "UNKNOWN, UNKNOWN, UNKNOWN",
            "UNKNOWN, FALSE, UNKNOWN", "FALSE, FALSE, FALSE"})
    void any_is_true_if_one_is_true_and_unknown_if_one_is_unknown(Truth one, Truth other, Truth any) {
        assertThat(one.or(other)).isEqualTo(any);
        assertThat(other.or(one)).isEqualTo(any);
    }

    @Test
    void the_negation_of_unknown_is_unknown() {
        assertThat(TRUE.not()).isEqualTo(FALSE);
        assertThat(FALSE.not()).isEqualTo(TRUE);
        assertThat(UNKNOWN.not()).isEqualTo(UNKNOWN);
    }
}
