package dev.nudge.engine.processing;

import static dev.nudge.engine.processing.LeadEngineTest.asked;
import static dev.nudge.engine.processing.LeadEngineTest.welcome;
import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.event;
import static dev.nudge.story.Story.hours;
import static dev.nudge.story.Story.statusChange;
import static dev.nudge.story.Story.updated;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.Limits;
import dev.nudge.Topics;
import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.Channel;
import dev.nudge.automation.SendMessage;
import dev.nudge.configuration.ConfigurationChange.TemplateChanged;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.support.EngineInMemory;
import dev.nudge.engine.support.WaitingLead;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Lead;
import dev.nudge.message.Template;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import java.time.Duration;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariants 5 and 6: records that cannot be processed are dead-lettered, misrouted ones are forwarded. */
class LeadEngineDeadLettersTest {

    private static final int HOME = EngineInMemory.homeOf("ana");

    private final EngineInMemory world = new EngineInMemory();

    @BeforeEach
    void a_welcome_is_sent_at_once_and_a_reminder_a_day_after_a_question() {
        world.given(automation().named("welcome").startedBy("lead.welcome"));
        world.given(automation().named("remind").startedBy("lead.asked").after(hours(24)));
    }

    private static Stream<Arguments> unreadableValues() {
        return Stream.of(Arguments.of("an empty value", new byte[0], "the record's value is empty"),
                Arguments.of("a text", "hello".getBytes(UTF_8), "Expected JSON at line 1, column 1 but found none"),
                Arguments.of("half an object", "{\"id\":".getBytes(UTF_8), "the text ends too early"),
                Arguments.of("two objects", "{}{}".getBytes(UTF_8), "found more after it at line 1, column 3"),
                Arguments.of("an array", "[1]".getBytes(UTF_8), "found a list of 1 values"),
                Arguments.of("nesting without end", "[".repeat(100_000).getBytes(UTF_8),
                        "nested too deep: expected at most 64 levels of objects and lists at line 1, column 65"),
                Arguments.of("a number out of range", "{\"a\":1e2147483648}".getBytes(UTF_8),
                        "/a: Expected a number within the range of IEEE 754 decimal128 but found 1e2147483648"),
                Arguments.of("a repeated name", "{\"id\":\"a\",\"id\":\"b\"}".getBytes(UTF_8),
                        "found \"id\" again at line 1, column 11"),
                Arguments.of("Latin-1", "{\"id\":\"\u00e9\"}".getBytes(ISO_8859_1),
                        "not valid UTF-8 at line 1, column 8"),
                Arguments.of("an object that is no event", "{}".getBytes(UTF_8), "\"leadId\" is required"),
                Arguments.of("too much", JsonCodec.write(welcome("ana").withId("e1")
                        .data("note", "x".repeat(Limits.MAX_EVENT_BYTES)).toJson()),
                        "Expected a lead event of at most 262144 bytes but found 262"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadableValues") // E6
    void a_record_that_cannot_be_read_is_dead_lettered_with_reason_and_position_and_blocks_no_other(String what,
            byte[] value, String reason) {
        world.send(welcome("ana"));
        world.send(HOME, "its-key", value);
        world.send(welcome("ana"));

        world.processAll();

        assertThat(world.log.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(value);
            assertThat(letter.key()).asString(UTF_8).isEqualTo("its-key");
            assertThat(letter.headers().get(DeadLetter.REASON)).contains(reason);
            assertThat(letter.headers()).containsEntry(DeadLetter.TOPIC, Topics.LEAD_EVENTS)
                    .containsEntry(DeadLetter.PARTITION, Integer.toString(HOME)).containsEntry(DeadLetter.OFFSET, "1")
                    .containsEntry(DeadLetter.TIMESTAMP, "2026-04-22T10:00:00.000Z");
        });
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(2);
    }

    @Test
    void an_event_of_exactly_the_maximum_size_is_accepted() {
        byte[] small = JsonCodec.write(welcome("ana").withId("e1").data("note", "").toJson());
        byte[] large = JsonCodec.write(welcome("ana").withId("e1")
                .data("note", "x".repeat(Limits.MAX_EVENT_BYTES - small.length)).toJson());
        assertThat(large).hasSize(Limits.MAX_EVENT_BYTES);
        world.send(HOME, large);

        world.processAll();

        assertThat(world.log.deadLetters()).isEmpty();
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(1);
    }

    @Test
    void an_event_that_cannot_be_decided_is_dead_lettered_and_its_lead_is_not_changed() {
        world.given(failingFor("failing"));
        world.send(welcome("ana"));
        world.send(statusChange("Failing", "Won").of("ana"));
        world.send(welcome("ana"));
        world.send(statusChange("New lead", "Contacted").of("ben").saying("phone", Story.PHONE));

        world.processAll();

        assertThat(world.log.deadPositions()).containsExactly(HOME + "@1");
        assertThat(world.log.deadLetters().getFirst().headers().get(DeadLetter.REASON))
                .startsWith("The event could not be decided").doesNotContain("java", "Exception");
        assertThat(lead("ana").status()).isNull();
        assertThat(lead("ana").progressOf("welcome").transitions()).isEqualTo(2);
        assertThat(lead("ben").status()).isEqualTo("Contacted");
        assertThat(lead("ben").progressOf("failing").transitions()).isEqualTo(1);
    }

    /** An automation on status changes whose evaluation throws for one source status, as statuses are compared. */
    private static Automation failingFor(String status) {
        Automation valid = AutomationReader.read(automation().named("failing").startedBy("status_change").toJson())
                .orThrow();
        Set<String> sources = new AbstractSet<>() {
            @Override
            public boolean contains(@Nullable Object source) {
                if (status.equals(source)) {
                    throw new IllegalStateException("simulated defect");
                }
                return true;
            }

            @Override
            public Iterator<String> iterator() {
                return Set.of("any").iterator();
            }

            @Override
            public int size() {
                return 1;
            }
        };
        return new Automation(valid.id(), valid.organizationId(), valid.createdBy(), 1, valid.eventTypes(), sources,
                Set.of(), null, valid.conditions(), valid.logic(), null, null, valid.cancelOn(), null, valid.actions());
    }

    @Test // C5, D1
    void a_due_timer_of_an_unknown_automation_ends_its_run_with_an_error_and_is_dead_lettered() {
        runOfAnUnknownAutomation();
        world.processAll();

        assertThat(lead("ana").progressOf("ghost").runs()).isEmpty();
        assertThat(world.log.json(Topics.AUTOMATION_DECISIONS)).last().satisfies(decision -> assertThat(decision)
                .containsEntry("automationId", "ghost").containsEntry("outcome", "CANCELLED")
                .containsEntry("reason", "ERROR").containsEntry("run", 1L));
        assertThat(world.log.deadPositions()).containsExactly(HOME + "@1");
        assertThat(world.log.deadLetters().getFirst().headers().get(DeadLetter.REASON))
                .contains("Expected automation ghost of organization acme to be saved or deleted");
    }

    @Test // invariant 3
    void a_dead_letter_that_was_not_published_before_a_crash_is_published_after_it() {
        runOfAnUnknownAutomation();
        world.send(statusChange("Failing", "Won").of("ana"));
        world.send(updated("note", "later").of("ana"));
        world.given(failingFor("failing"));
        world.log.failFor(record -> record.topic().endsWith(".dlt"));
        List<InboundRecord> batch = world.nextBatch(1_000);
        assertThatThrownBy(() -> world.owner().process(batch)).isInstanceOf(CompletionException.class);
        world.log.becomeAvailable();
        world.crash();

        world.owner().process(batch);

        assertThat(world.log.deadPositions()).containsExactly(HOME + "@1", HOME + "@2");
        assertThat(world.log.deadLetters()).allSatisfy(letter -> assertThat(letter.headers().get(DeadLetter.REASON))
                .startsWith("The event could not be decided"));
        assertThat(world.log.deadLetters()).extracting(OutboundRecord::value).containsExactly(batch.get(0).value(),
                batch.get(1).value());
    }

    /** The lead's first record starts a run, its second one is its due timer; the automation disappears in between. */
    private void runOfAnUnknownAutomation() {
        EngineInMemory past = new EngineInMemory();
        past.given(automation().named("ghost").startedBy("lead.asked").after(hours(24)));
        past.send(asked("ana"));
        past.processAll();
        world.leads.copyFrom(past.leads);
        world.send(asked("ana").withId("e1"));
        world.commit(world.nextBatch(1));
        world.clock.advance(hours(24));
        world.owner().wakeUp();
    }

    @Test
    void an_event_whose_message_is_too_large_is_dead_lettered_and_its_lead_is_not_changed() {
        world.given(naming("x".repeat(1_000_001)));
        world.send(welcome("ana"));
        world.send(event("lead.shouted").of("ana"));

        world.processAll();

        assertThat(world.log.deadPositions()).containsExactly(HOME + "@1");
        assertThat(world.log.deadLetters().getFirst().headers().get(DeadLetter.REASON))
                .contains("bytes for message.commands; at most 1000000 can be published");
        assertThat(lead("ana").attributes()).containsOnlyKeys("phone");
        assertThat(lead("ana").progressOf("oversized").transitions()).isZero();
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(1);
    }

    /** An automation whose template name is too long to be saved: texts and attributes have lower limits. */
    private static Automation naming(String template) {
        Automation valid = AutomationReader.read(automation().named("oversized").startedBy("lead.shouted").toJson())
                .orThrow();
        return new Automation(valid.id(), valid.organizationId(), valid.createdBy(), 1, valid.eventTypes(),
                valid.sourceStatuses(), Set.of(), null, valid.conditions(), valid.logic(), null, null, valid.cancelOn(),
                null,
                List.of(new SendMessage(template, Channel.SMS)));
    }

    @Test // F6: a text that a template renders from the largest attributes can be published
    void a_text_that_is_too_large_is_published_as_a_message_that_fails() {
        // Each of these characters takes six bytes in JSON.
        String text = "\u0001".repeat(10_000);
        world.given(new TemplateChanged(EngineInMemory.ORGANIZATION, Template.read(Map.of("name", "long", "version", 1,
                "subject", "{{note}}".repeat(10), "body", "{{note}}".repeat(10))).orThrow()));
        world.given(automation().named("oversized").startedBy("lead.shouted").sends("long", "email"));
        world.send(event("lead.shouted").of("ana").saying("email", Story.EMAIL).saying("note", text));

        world.processAll();

        assertThat(world.log.deadPositions()).isEmpty();
        assertThat(world.log.json(Topics.MESSAGE_COMMANDS)).singleElement().satisfies(command -> assertThat(command)
                .containsEntry("failure", "TEMPLATE_TOO_LARGE").doesNotContainKeys("text", "subject"));
    }

    @Test
    void an_event_that_makes_its_lead_too_large_is_dead_lettered_and_its_lead_is_not_changed() {
        // Every run stores what its event changed.
        IntStream.range(0, 300).forEach(i -> world.given(
                automation().named("waiting-" + i).startedBy("lead.filled").after(hours(24))));
        EventBuilder filled = event("lead.filled").of("ana");
        IntStream.range(0, 60).forEach(i -> filled.saying("note" + i, "x".repeat(1_000)));
        world.send(welcome("ana"));
        world.send(filled);
        world.send(welcome("ana"));

        world.processAll();

        assertThat(world.log.deadPositions()).containsExactly(HOME + "@1");
        assertThat(world.log.deadLetters().getFirst().headers().get(DeadLetter.REASON))
                .contains("The lead's document would have").contains("at most 15728640 can be stored");
        assertThat(lead("ana").attributes()).containsOnlyKeys("phone");
        assertThat(lead("ana").waitingAutomations()).isEmpty();
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(2);
    }

    @Test
    void misrouted_events_are_forwarded_in_order_with_their_leads_key_and_the_original_bytes() {
        int misrouted = 1 - HOME;
        List<byte[]> sent = Stream.of("e1", "e2", "e3")
                .map(id -> (" " + new String(JsonCodec.write(welcome("ana").withId(id).toJson()), UTF_8))
                        .getBytes(UTF_8))
                .toList();
        sent.forEach(value -> world.send(misrouted, "some-other-key", value));
        List<InboundRecord> batch = world.nextBatch(1_000);

        world.owner().process(batch);

        assertThat(world.leads.all()).isEmpty();
        List<InboundRecord> home = world.log.leadEvents(HOME, 0, 10);
        assertThat(home).extracting(InboundRecord::value).containsExactlyElementsOf(sent);
        assertThat(home).allSatisfy(record -> assertThat(record.key()).asString(UTF_8).isEqualTo("ana"));
        world.owner().process(home);
        assertThat(world.log.json(Topics.AUTOMATION_DECISIONS)).extracting(decision -> decision.get("eventId"))
                .containsExactly("e1", "e2", "e3");
    }

    @Test // E5
    void a_misrouted_event_that_is_forwarded_twice_counts_once() {
        world.send(1 - HOME, JsonCodec.write(welcome("ana").withId("e1").toJson()));
        List<InboundRecord> batch = world.nextBatch(1_000);
        world.owner().process(batch);
        world.owner().process(batch);

        world.owner().process(world.log.leadEvents(HOME, 0, 10));

        assertThat(lead("ana").progressOf("welcome").transitions()).isEqualTo(1);
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(1);
    }

    @Test // D1
    void the_record_of_an_outdated_timer_does_nothing() {
        world.send(asked("ana"));
        world.processAll();
        Lead before = lead("ana");
        DueTimer timer = Objects.requireNonNull(WaitingLead.runOf(before, "remind")).timer("remind");
        DueTimer another = new DueTimer("remind", timer.run() + 1, 1, timer.dueAt());
        world.clock.advance(hours(48));
        world.send(HOME, JsonCodec.write(LeadEvent.timerDue(EngineInMemory.lead("ana"), another).toJson()));

        world.processAll();

        assertThat(lead("ana")).isEqualTo(before);
        assertThat(world.log.deadLetters()).isEmpty();
    }

    @Test
    void events_of_a_lead_whose_document_cannot_be_read_are_dead_lettered_and_block_no_others() {
        world.send(asked("ana"));
        world.processAll();
        world.crash(); // a cached document would not be read
        world.leads.corrupt(EngineInMemory.lead("ana"));
        Lead before = lead("ana");
        world.send(welcome("ana"));
        world.send(welcome(neighbour()));
        world.send(statusChange("New lead", "Won").of("ana"));

        world.processAll();

        assertThat(world.log.deadPositions()).containsExactly(HOME + "@1", HOME + "@3");
        assertThat(world.log.deadLetters()).allSatisfy(letter -> assertThat(letter.headers().get(DeadLetter.REASON))
                .isEqualTo("The document is corrupt."));
        assertThat(lead("ana")).isEqualTo(before);
        assertThat(lead(neighbour()).progressOf("welcome").transitions()).isEqualTo(1);
    }

    @Test // invariant 4
    void timers_of_a_lead_whose_document_cannot_be_read_wait_until_it_is_corrected() {
        world.send(asked("ana"));
        world.processAll();
        world.crash();
        world.leads.corrupt(EngineInMemory.lead("ana"));
        world.clock.advance(hours(25));
        world.owner().wakeUp();
        world.processAll();
        assertThat(world.log.deadLetters()).isEmpty();
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).isEmpty();

        world.leads.repair(EngineInMemory.lead("ana"));
        world.clock.advance(Duration.ofMinutes(1)); // until the database is queried for missed timers
        world.owner().wakeUp();
        world.processAll();

        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(1);
    }

    /** Another lead of the same partition. */
    private static String neighbour() {
        return IntStream.range(0, 100).mapToObj(i -> "neighbour-" + i).filter(id -> EngineInMemory.homeOf(id) == HOME)
                .findFirst().orElseThrow();
    }

    private Lead lead(String leadId) {
        return world.leads.stored(EngineInMemory.lead(leadId)).lead();
    }
}
