package dev.nudge.engine.processing;

import static dev.nudge.engine.processing.LeadEngineTest.welcome;
import static dev.nudge.story.Story.automation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.Topics;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.support.EngineInMemory;
import dev.nudge.infrastructure.lead.OutboxEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One lead with more results in a batch than its document can hold; batch sizes do not affect outcomes. */
class LeadEngineHotLeadTest {

    private static final int AUTOMATIONS = 40;
    private static final int EVENTS = 500;

    private final EngineInMemory world = new EngineInMemory();
    private List<InboundRecord> batch = List.of();

    @BeforeEach
    void five_hundred_events_of_one_lead_each_with_forty_messages() {
        world.allowManyFiringsAnHour();
        IntStream.range(0, AUTOMATIONS).forEach(i -> world.given(automation().named("welcome" + i).startedBy(
                "lead.welcome")));
        IntStream.range(0, EVENTS).forEach(i -> world.send(welcome("ana")));
        batch = world.nextBatch(EVENTS);
    }

    @Test // invariant 5
    void everything_is_published_in_order_and_nothing_is_dead_lettered() {
        world.owner().process(batch);

        assertThat(world.log.deadLetters()).isEmpty();
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(EVENTS * AUTOMATIONS).doesNotHaveDuplicates();
        assertThat(world.log.json(Topics.AUTOMATION_DECISIONS)).extracting(decision -> decision.get("eventId"))
                .isEqualTo(IntStream.range(0, EVENTS * AUTOMATIONS).mapToObj(i -> "e" + (i / AUTOMATIONS + 1))
                        .toList());
        assertThat(world.leads.stored(EngineInMemory.lead("ana")).position().offset()).isEqualTo(EVENTS - 1);
    }

    @Test // invariant 3
    void the_size_of_the_outbox_is_limited() {
        int[] records = {0};
        world.log.failFor(record -> ++records[0] > 10_000);
        assertThatThrownBy(() -> world.owner().process(batch)).isInstanceOf(CompletionException.class);

        assertThat(world.leads.stored(EngineInMemory.lead("ana")).outbox().stream().map(OutboxEntry::value)
                .mapToInt(value -> value.length).sum()).isBetween(200_000, 400_000);
    }

    @Test // invariant 3
    void messages_that_were_not_published_before_a_crash_are_published_after_it() {
        int[] records = {0};
        world.log.failFor(record -> ++records[0] > 10_000);
        assertThatThrownBy(() -> world.owner().process(batch)).isInstanceOf(CompletionException.class);
        world.log.becomeAvailable();
        world.crash();

        world.owner().process(batch);

        Set<String> messages = new HashSet<>(world.log.ids(Topics.MESSAGE_COMMANDS));
        assertThat(messages).hasSize(EVENTS * AUTOMATIONS);
        assertThat(new HashSet<>(world.log.ids(Topics.AUTOMATION_DECISIONS))).hasSize(EVENTS * AUTOMATIONS);
        assertThat(world.log.deadLetters()).isEmpty();
    }
}
