package dev.nudge.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.api.kafka.BrokerUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangePublisherTest {

    private final List<String> journal = new ArrayList<>();
    private final OutboxInMemory users = new OutboxInMemory();
    private final OutboxInMemory automations = new OutboxInMemory();
    private final TopicInMemory topic = new TopicInMemory();
    private final ChangePublisher publisher = new ChangePublisher(topic, List.of(users, automations));

    private final class TopicInMemory implements ChangeTopic {
        boolean unavailable;
        @Nullable
        String tooLarge;

        @Override
        public void ensure() {
            // always exists
        }

        @Override
        public void append(List<Change> changes) throws BrokerUnavailableException {
            if (unavailable) {
                throw new BrokerUnavailableException(new IllegalStateException("the broker does not answer"));
            }
            if (changes.stream().anyMatch(change -> change.key().equals(tooLarge))) {
                throw new BrokerUnavailableException(new KafkaException("not sent", new RecordTooLargeException()));
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
            // no indexes
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
                    ? List.of(new Change(documentId, Map.of("id", documentId), () -> {
                        marked.remove(documentId);
                        journal.add("clear " + documentId);
                    }))
                    : List.of();
        }

        @Override
        public List<Change> changesOf(String documentId, String part) {
            return changesOf(documentId).stream().map(change -> new Change(documentId + " " + part,
                    Map.of("id", documentId, "part", part), change.published())).toList();
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
    void documents_are_appended_together_in_outbox_order() throws Exception {
        List<Written> documents = List.of(automation("a"), user("u"), automation("b"), user("u"));

        Set<Written> published = publisher.publish(documents);

        assertThat(published).containsExactlyInAnyOrderElementsOf(Set.copyOf(documents));
        assertThat(journal).singleElement().asString().startsWith("append [u, ");
    }

    @Test
    void of_a_document_with_several_markers_the_written_part_is_published_once() throws Exception {
        user("u");
        Written part = new Written(users, "u", "preference");

        assertThat(publisher.publish(List.of(part, part, new Written(users, "u", "other")))).hasSize(2);

        assertThat(journal).singleElement().isIn("append [u preference, u other]", "append [u other, u preference]");
    }

    @Test
    void markers_are_removed_individually_after_publication() throws Exception {
        publisher.publish(List.of(automation("a"), user("u")));

        assertThat(publisher.markersLeft()).isEqualTo(2);
        assertThat(publisher.removeMarker()).isTrue();
        assertThat(publisher.removeMarker()).isTrue();
        assertThat(publisher.removeMarker()).isFalse();
        assertThat(users.marked).isEmpty();
        assertThat(automations.marked).isEmpty();
    }

    @Test
    void a_published_change_is_not_published_again_with_another_change() throws Exception {
        publisher.publish(List.of(user("u")));

        assertThat(publisher.publish(List.of(user("u"), user("v")))).hasSize(2);

        assertThat(journal).containsExactly("append [u]", "append [v]");
        assertThat(publisher.markersLeft()).isEqualTo(2);
    }

    @Test
    void a_sweep_does_not_publish_a_published_change_again() throws Exception {
        publisher.publish(List.of(user("u")));

        publisher.sweep();

        assertThat(journal).containsExactly("append [u]", "clear u");
    }

    @Test
    void a_change_that_is_too_large_does_not_block_others() throws Exception {
        List<Written> documents = List.of(automation("a"), automation("b"), automation("c"));
        topic.tooLarge = "b";

        assertThat(publisher.publish(documents)).containsExactlyInAnyOrder(documents.getFirst(), documents.getLast());
        publisher.sweep();

        assertThat(automations.marked).containsExactly("b");
        assertThat(journal).contains("append [a]", "append [c]", "clear a", "clear c");
    }

    @Test
    void an_unmarked_document_counts_as_published() throws Exception {
        assertThat(publisher.publish(List.of(new Written(users, "u")))).containsExactly(new Written(users, "u"));
        assertThat(journal).isEmpty();
    }

    @Test
    void an_unreadable_document_is_not_published_and_does_not_block_others() throws Exception {
        Written unreadable = automation("a");
        automations.unreadable.add("a");

        assertThat(publisher.publish(List.of(unreadable, user("u")))).containsExactly(new Written(users, "u"));
        assertThat(journal).containsExactly("append [u]");
    }

    @Test
    void without_acknowledgement_nothing_counts_as_published() {
        topic.unavailable = true;

        assertThatThrownBy(() -> publisher.publish(List.of(user("u")))).isInstanceOf(BrokerUnavailableException.class);

        assertThat(publisher.markersLeft()).isZero();
        assertThat(users.marked).containsExactly("u");
    }

    @Test
    void a_sweep_publishes_a_preference_before_a_later_automation() throws Exception {
        automation("a");
        automations.meanwhile = () -> { // a request arrives during the sweep
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
    void a_sweep_publishes_all_marked_documents() throws Exception {
        for (int i = 0; i < 1_234; i++) {
            user("u" + i);
            automation("a" + i);
        }

        publisher.sweep();

        assertThat(automations.marked).isEmpty();
        assertThat(users.marked).isEmpty();
    }
}
