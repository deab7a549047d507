package dev.nudge.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.api.kafka.BrokerAwayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ChangePublisherTest {

    private final List<String> journal = new ArrayList<>();
    private final OutboxInMemory users = new OutboxInMemory();
    private final OutboxInMemory automations = new OutboxInMemory();
    private final TopicInMemory topic = new TopicInMemory();
    private final ChangePublisher publisher = new ChangePublisher(topic, List.of(users, automations));

    private final class TopicInMemory implements ChangeTopic {
        boolean unavailable;

        @Override
        public void ensure() {
            // it is there
        }

        @Override
        public void append(List<Change> changes) throws BrokerAwayException {
            if (unavailable) {
                throw new BrokerAwayException(new IllegalStateException("the broker does not answer"));
            }
            journal.add("append " + changes.stream().map(Change::key).toList());
        }
    }

    private final class OutboxInMemory implements Outbox {
        final TreeSet<String> marked = new TreeSet<>();
        final TreeSet<String> unreadable = new TreeSet<>();
        Runnable meanwhile = () -> {};

        @Override
        public void prepare() {
            // nothing to make
        }

        @Override
        public List<String> pending(String after, int limit) {
            meanwhile.run();
            return marked.tailSet(after, false).stream().limit(limit).toList();
        }

        @Override
        public List<Change> changesOf(String documentId) {
            if (unreadable.contains(documentId)) {
                throw new IllegalStateException("unreadable");
            }
            return marked.contains(documentId)
                    ? List.of(new Change(documentId, Map.of(), () -> {
                        marked.remove(documentId);
                        journal.add("clear " + documentId);
                    }))
                    : List.of();
        }
    }

    private Written user(String id) {
        users.marked.add(id);
        return new Written(users, id);
    }

    private Written automation(String id) {
        automations.marked.add(id);
        return new Written(automations, id);
    }

    @Test
    void documents_are_appended_together_in_the_order_of_their_outboxes() throws Exception {
        List<Written> documents = List.of(automation("a"), user("u"), automation("b"), user("u"));

        publisher.publish(documents, acknowledged -> {
            assertThat(acknowledged).containsExactlyInAnyOrderElementsOf(documents.stream().distinct().toList());
            journal.add("acknowledged");
        });

        assertThat(journal.getFirst()).startsWith("append [u, ");
        assertThat(journal.subList(1, journal.size())).startsWith("acknowledged").hasSize(4);
    }

    @Test
    void a_document_that_was_published_already_counts_as_published() throws Exception {
        List<Written> published = new ArrayList<>();

        publisher.publish(List.of(new Written(users, "u")), published::addAll);

        assertThat(published).containsExactly(new Written(users, "u"));
        assertThat(journal).isEmpty();
    }

    @Test
    void a_document_that_cannot_be_read_does_not_count_as_published_and_holds_up_no_other() throws Exception {
        List<Written> published = new ArrayList<>();
        Written unreadable = automation("a");
        automations.unreadable.add("a");

        publisher.publish(List.of(unreadable, user("u")), published::addAll);

        assertThat(published).containsExactly(new Written(users, "u"));
        assertThat(automations.marked).containsExactly("a");
    }

    @Test
    void while_the_broker_does_not_answer_nothing_counts_as_published() {
        topic.unavailable = true;
        List<Written> published = new ArrayList<>();

        assertThatThrownBy(() -> publisher.publish(List.of(user("u")), published::addAll))
                .isInstanceOf(BrokerAwayException.class);

        assertThat(published).isEmpty();
        assertThat(users.marked).containsExactly("u");
    }

    @Test
    void a_sweep_publishes_a_preference_before_the_automation_that_was_written_after_it() throws Exception {
        automation("a");
        automations.meanwhile = () -> { // a request comes while the sweep runs
            automations.meanwhile = () -> {};
            user("u");
            automation("b");
        };

        publisher.sweep();

        assertThat(journal).filteredOn(entry -> entry.startsWith("append")).containsExactly("append [u]",
                "append [b, a]");
        assertThat(automations.marked).isEmpty();
        assertThat(users.marked).isEmpty();
    }

    @Test
    void a_sweep_publishes_everything_however_much_there_is() throws Exception {
        for (int i = 0; i < 1_234; i++) {
            user("u" + i);
            automation("a" + i);
        }

        publisher.sweep();

        assertThat(automations.marked).isEmpty();
        assertThat(users.marked).isEmpty();
    }
}
