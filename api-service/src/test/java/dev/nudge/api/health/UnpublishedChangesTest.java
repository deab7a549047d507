package dev.nudge.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.health.UnpublishedChanges.Found;
import dev.nudge.api.relay.Change;
import dev.nudge.api.relay.Outbox;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnpublishedChangesTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    private final Marked automations = new Marked();
    private final Marked templates = new Marked();
    private final UnpublishedChanges changes = new UnpublishedChanges(List.of(automations, templates));

    @Test
    void nothing_waits_without_markers() {
        assertThat(changes.look(NOON)).isEqualTo(new Found(0, null));
    }

    @Test
    void a_change_waits_since_the_first_look_that_found_its_marker() {
        automations.ids = List.of("a");
        assertThat(changes.look(NOON)).isEqualTo(new Found(1, NOON));

        automations.ids = List.of("a", "b");
        templates.ids = List.of("a");
        assertThat(changes.look(NOON.plusSeconds(10))).isEqualTo(new Found(3, NOON));

        automations.ids = List.of("b");
        assertThat(changes.look(NOON.plusSeconds(20))).isEqualTo(new Found(2, NOON.plusSeconds(10)));
    }

    @Test
    void a_change_that_follows_a_published_one_waits_since_itself() {
        automations.ids = List.of("a");
        changes.look(NOON);
        automations.ids = List.of();
        changes.look(NOON.plusSeconds(10));
        automations.ids = List.of("a");
        assertThat(changes.look(NOON.plusSeconds(20))).isEqualTo(new Found(1, NOON.plusSeconds(20)));
    }

    private static final class Marked implements Outbox {

        private List<String> ids = List.of();

        @Override
        public List<String> pending(String after, int limit) {
            return ids;
        }

        @Override
        public List<Change> changesOf(String documentId) {
            return List.of();
        }

        @Override
        public void prepare() {}
    }
}
