package dev.nudge.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class MessageQueuesTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    private final MessageQueues queues = new MessageQueues(2_000);

    private static Document message(String queue, int number) {
        Date at = Date.from(NOON.plusSeconds(number));
        return new Document("_id", queue + "-" + number).append("queue", queue).append("partition", 0)
                .append("state", "QUEUED").append("nextAttemptAt", at).append("firedAt", at);
    }

    private List<Document> take(Instant now) {
        return queues.take(now, 10_000, new MessageQueues.Gate<Document>() {
            @Override
            public MessageQueues.Admission<Document> admit(Document message) {
                return new MessageQueues.Admission.Admitted<>(message);
            }

            @Override
            public boolean passes(Document message) {
                return false;
            }
        }).work();
    }

    @Test
    void the_memory_of_many_queues_is_bounded_together() {
        for (int number = 0; number < 100; number++) {
            for (int queue = 0; queue < 100; queue++) {
                queues.offer(message("organization-" + queue + ":sms", number));
            }
        }

        assertThat(queues.capacity()).isEqualTo(20);
        assertThat(queues.size()).isEqualTo(100 * 40);
    }

    @Test
    void queues_that_came_first_make_room_for_the_others() {
        for (int queue = 0; queue < 100; queue++) {
            for (int number = 0; number < 100; number++) {
                queues.offer(message("organization-" + queue + ":sms", number));
            }
        }

        assertThat(queues.size()).isEqualTo(100 * 40);
    }

    @Test
    void messages_that_made_room_during_a_query_are_read_again() {
        queues.found("acme:sms");
        assertThat(queues.toBeRead()).containsExactly("acme:sms");
        List<Document> first = IntStream.range(0, 1_000).mapToObj(number -> message("acme:sms", number)).toList();
        first.forEach(queues::offer); // as in the database
        for (int queue = 0; queue < 99; queue++) {
            queues.offer(message("organization-" + queue + ":sms", 0)); // 40 of the first queue are left in memory
        }
        queues.read("acme:sms", first, 1_000, Set.of());

        assertThat(take(NOON.plusSeconds(10))).hasSize(11 + 99);
        queues.offer(message("acme:sms", 500)); // not before those that are due earlier and made room
        assertThat(take(NOON.plusSeconds(2_000))).hasSize(29);
        assertThat(queues.toBeRead()).as("the others are in the database").containsExactly("acme:sms");
    }

    @Test
    void one_queue_does_not_use_the_memory_of_all() {
        queues.found("acme:sms");

        assertThat(queues.capacity()).isEqualTo(1_000);
    }

    @Test
    void what_is_not_in_memory_is_read_again_when_the_queue_runs_low() {
        for (int number = 0; number < 50; number++) {
            for (int queue = 0; queue < 100; queue++) {
                queues.offer(message("organization-" + queue + ":sms", number));
            }
        }
        assertThat(queues.toBeRead()).isEmpty();

        assertThat(take(NOON.plusSeconds(36))).hasSize(100 * 37);
        assertThat(queues.toBeRead()).hasSize(100);
        queues.read("organization-7:sms", List.of(message("organization-7:sms", 37), message("organization-7:sms", 38)),
                queues.capacity(), Set.of());

        assertThat(take(NOON.plusSeconds(38))).extracting(message -> message.getString("_id"))
                .contains("organization-7:sms-37", "organization-7:sms-38");
    }
}
