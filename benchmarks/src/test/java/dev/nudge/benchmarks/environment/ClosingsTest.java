package dev.nudge.benchmarks.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingsTest {

    private final List<String> closed = new ArrayList<>();
    private final Closings closings = new Closings();

    @Test
    void all_parts_are_closed_in_the_opposite_order_although_one_fails() {
        openThree();

        assertThatThrownBy(closings::close).satisfies(
                failed -> assertThat(failed.getSuppressed()).singleElement().extracting(Throwable::getMessage)
                        .isEqualTo("broken"));
        assertThat(closed).containsExactly("third", "first");
    }

    @Test
    void a_failure_to_close_is_added_to_the_cause_of_the_end() {
        openThree();
        Exception cause = new Exception("cause");

        closings.closeAfter(cause);

        assertThat(cause.getSuppressed()).singleElement().extracting(Throwable::getMessage).isEqualTo("broken");
        assertThat(closed).containsExactly("third", "first");
    }

    private void openThree() {
        closings.add(() -> closed.add("first"));
        closings.add(() -> {
            throw new IllegalStateException("broken");
        });
        closings.add(() -> closed.add("third"));
    }
}
