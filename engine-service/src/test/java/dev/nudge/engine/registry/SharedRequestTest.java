package dev.nudge.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedRequestTest {

    private static final int CALLERS = 8;

    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch began = new CountDownLatch(1);
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private boolean failing;

    private final SharedRequest<Integer> shared = new SharedRequest<>(() -> {
        int number = requests.incrementAndGet();
        began.countDown();
        answered.join();
        if (failing && number > 1) {
            throw new IllegalStateException("request " + number + " failed");
        }
        return number;
    });

    private record Caller(Thread thread, FutureTask<Integer> answer) {}

    private Caller call() {
        FutureTask<Integer> answer = new FutureTask<>(shared::get);
        return new Caller(Thread.ofPlatform().start(answer), answer);
    }

    /** One caller's request runs while the others call. */
    private List<Caller> callTogether() throws InterruptedException {
        List<Caller> callers = new ArrayList<>(List.of(call()));
        began.await();
        for (int i = 1; i < CALLERS; i++) {
            callers.add(call());
        }
        await("all others to wait").until(() -> callers.stream()
                .allMatch(caller -> caller.thread().getState() == Thread.State.WAITING));
        answered.complete(null);
        return callers;
    }

    @Test
    void calls_during_a_request_share_the_next_one() throws Exception {
        List<Caller> callers = callTogether();

        assertThat(callers.removeFirst().answer().get()).isEqualTo(1);
        for (Caller caller : callers) {
            assertThat(caller.answer().get()).as("a request that began after the call").isEqualTo(2);
        }
        assertThat(requests).hasValue(2);
    }

    @Test
    void sequential_calls_cause_one_request_each() {
        answered.complete(null);

        assertThat(shared.get()).isEqualTo(1);
        assertThat(shared.get()).isEqualTo(2);
    }

    @Test
    void a_failure_is_shared_and_not_kept() throws Exception {
        failing = true;
        List<Caller> callers = callTogether();

        assertThat(callers.removeFirst().answer().get()).isEqualTo(1);
        for (Caller caller : callers) {
            assertThatThrownBy(() -> caller.answer().get()).hasRootCauseMessage("request 2 failed");
        }
        failing = false;
        assertThat(shared.get()).isEqualTo(3);
    }
}
