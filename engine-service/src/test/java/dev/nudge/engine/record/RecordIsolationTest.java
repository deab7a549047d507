package dev.nudge.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIsolationTest {

    private static final int MANY = 100;

    private final Recording work = new Recording();
    private final RecordIsolation isolation = new RecordIsolation(() -> false);

    /** Records are numbers; a test selects those that fail. */
    private static final class Recording implements BatchProcessor<Integer> {
        private final List<Integer> done = new ArrayList<>();
        private final List<Integer> aside = new ArrayList<>();
        private final List<Integer> committed = new ArrayList<>();
        private IntFunction<@Nullable Throwable> failures = record -> null;
        private @Nullable RuntimeException failureAside;
        private int calls;

        @Override
        public void process(List<Integer> records) {
            calls++;
            for (int record : records) {
                switch (failures.apply(record)) {
                    case null -> done.add(record);
                    case RuntimeException exception -> throw exception;
                    case Error error -> throw error;
                    case Throwable other -> throw new AssertionError(other);
                }
            }
        }

        @Override
        public void processed(List<Integer> part) {
            committed.addAll(part);
        }

        @Override
        public void setAside(Integer record, Throwable failure) {
            if (failureAside != null) {
                throw failureAside;
            }
            aside.add(record);
        }

        void failFor(Set<Integer> records) {
            failures = record -> records.contains(record) ? new NumberFormatException() : null;
        }
    }

    private static List<Integer> records(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void a_batch_that_succeeds_is_processed_once() {
        isolation.process(records(MANY), work);
        assertThat(work.calls).isEqualTo(1);
        assertThat(work.committed).as("the container commits it").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 49, 50, 98, 99})
    void the_failing_record_is_set_aside_and_all_others_are_processed_in_order(int bad) {
        work.failFor(Set.of(bad));

        isolation.process(records(MANY), work);

        assertThat(work.aside).containsExactly(bad);
        assertThat(work.done).contains(records(MANY).stream().filter(record -> record != bad).toArray(Integer[]::new));
        assertThat(work.committed).as("each part when it is complete, all of them in order").isEqualTo(records(MANY));
        assertThat(work.calls).as("a few more than the logarithm").isLessThan(20);
    }

    @Test
    void when_every_record_fails_every_record_is_set_aside() {
        work.failFor(Set.copyOf(records(MANY)));
        isolation.process(records(MANY), work);
        assertThat(work.aside).isEqualTo(records(MANY));
        assertThat(work.committed).isEqualTo(records(MANY));
    }

    @Test
    void a_single_record_that_fails_is_set_aside_without_another_attempt() {
        work.failFor(Set.of(0));
        isolation.process(records(1), work);
        assertThat(work.aside).containsExactly(0);
        assertThat(work.calls).isEqualTo(1);
    }

    @Test
    void a_stack_overflow_is_a_failure_of_the_record() {
        work.failures = record -> record == 3 ? new StackOverflowError() : null;
        isolation.process(records(MANY), work);
        assertThat(work.aside).containsExactly(3);
    }

    @Test // invariant 5
    void in_an_outage_nothing_is_set_aside() {
        work.failures = record -> new MongoTimeoutException("no server");
        assertThatThrownBy(() -> isolation.process(records(MANY), work)).isInstanceOf(MongoTimeoutException.class);
        assertThat(work.aside).isEmpty();
        assertThat(work.calls).isEqualTo(1);
    }

    @Test // invariant 5
    void an_outage_in_the_middle_of_an_isolation_ends_it() {
        work.failures = record -> record == 30 ? new NumberFormatException() : null;
        work.failureAside = new MongoTimeoutException("no server");
        assertThatThrownBy(() -> isolation.process(records(MANY), work)).isInstanceOf(MongoTimeoutException.class);
        assertThat(work.committed).isEqualTo(records(30));
    }

    @Test // invariant 5
    void an_error_of_the_process_is_thrown_as_an_exception_so_that_the_consumer_continues() {
        work.failures = record -> new OutOfMemoryError();
        assertThatThrownBy(() -> isolation.process(records(2), work)).isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(work.aside).isEmpty();
    }

    @Test
    void while_the_engine_stops_nothing_is_set_aside() {
        work.failures = record -> new IllegalStateException("state should be: open");
        assertThatThrownBy(() -> new RecordIsolation(() -> true).process(records(MANY), work))
                .isInstanceOf(IllegalStateException.class);
        assertThat(work.aside).isEmpty();
    }

    @Test
    void a_record_that_cannot_be_set_aside_is_skipped() {
        work.failFor(Set.of(7));
        work.failureAside = new ClassCastException();
        isolation.process(records(MANY), work);
        assertThat(work.committed).isEqualTo(records(MANY));
    }
}
