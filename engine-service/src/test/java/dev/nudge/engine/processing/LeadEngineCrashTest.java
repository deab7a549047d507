package dev.nudge.engine.processing;

import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.deletion;
import static dev.nudge.story.Story.event;
import static dev.nudge.story.Story.hours;
import static dev.nudge.story.Story.inbound;
import static dev.nudge.story.Story.mergeInto;
import static dev.nudge.story.Story.seconds;
import static dev.nudge.story.Story.statusChange;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Limits;
import dev.nudge.Topics;
import dev.nudge.engine.lead.LeadChange;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.support.EngineInMemory;
import dev.nudge.engine.support.LeadsInMemory;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Lead;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/**
 * Invariant 3: a crash between any two steps loses nothing and duplicates nothing. The same history is processed once
 * without a crash and once with many, in batches of other sizes; the stored and published results are the same.
 * {@code -Dnudge.histories} is the number of histories, {@code -Dnudge.seed} the seed of the first.
 */
class LeadEngineCrashTest {

    private static final long FIRST_SEED = Long.getLong("nudge.seed", 1);
    private static final int HISTORIES = Integer.getInteger("nudge.histories", 300);
    private static final List<String> LEADS = List.of("ana", "ben", "cleo", "dora");
    private static final int EVENTS = 40;
    private static final int HOURS = 6;

    /** The results of a history. */
    private record Result(Map<?, Lead> leads, Set<String> messages, Set<String> decisions, Set<String> deadLetters,
            Set<LeadChange> changes, List<String> suppressed) {
        static Result of(EngineInMemory world) {
            return new Result(world.leads.all(), Set.copyOf(world.log.ids(Topics.MESSAGE_COMMANDS)),
                    Set.copyOf(world.log.ids(Topics.AUTOMATION_DECISIONS)), Set.copyOf(world.log.deadPositions()),
                    Set.copyOf(world.changes.made()), world.changes.suppressed());
        }
    }

    @Test
    void crashes_do_not_change_what_is_stored_and_published() {
        System.out.println(HISTORIES + " histories, nudge.seed=" + FIRST_SEED);
        int messages = 0;
        int deadLetters = 0;
        int changes = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
            Result expected = Result.of(withoutCrashes(seed));
            assertSame(seed, expected, Result.of(withCrashes(seed)));
            messages += expected.messages().size();
            deadLetters += expected.deadLetters().size();
            changes += expected.changes().size();
        }
        assertThat(messages).as("a history without messages proves nothing").isGreaterThan(5 * HISTORIES);
        assertThat(deadLetters).isGreaterThan(HISTORIES);
        assertThat(changes).as("suppressions and removals").isGreaterThan(HISTORIES);
    }

    private static void assertSame(long seed, Result expected, Result found) {
        assertThat(found.deadLetters()).as("dead letters, nudge.seed=%d", seed).isEqualTo(expected.deadLetters());
        assertThat(found.messages()).as("messages, nudge.seed=%d", seed).isEqualTo(expected.messages());
        assertThat(found.decisions()).as("decisions, nudge.seed=%d", seed).isEqualTo(expected.decisions());
        assertThat(found.changes()).as("changes, nudge.seed=%d", seed).isEqualTo(expected.changes());
        assertThat(found.suppressed()).as("suppressed, nudge.seed=%d", seed).isEqualTo(expected.suppressed());
        assertThat(found.leads()).as("leads, nudge.seed=%d", seed).isEqualTo(expected.leads());
    }

    private static EngineInMemory withoutCrashes(long seed) {
        EngineInMemory world = world(seed);
        world.processAll();
        for (int hour = 0; hour < HOURS; hour++) {
            world.clock.advance(hours(1));
            world.owner().wakeUp();
            world.processAll();
        }
        return world;
    }

    private static EngineInMemory withCrashes(long seed) {
        EngineInMemory world = world(seed);
        Random random = new Random(~seed);
        processAllWithCrashes(world, random);
        for (int hour = 0; hour < HOURS; hour++) {
            world.clock.advance(hours(1));
            world.owner().wakeUp();
            processAllWithCrashes(world, random);
        }
        return world;
    }

    private static EngineInMemory world(long seed) {
        EngineInMemory world = new EngineInMemory();
        world.given(automation().named("welcome").startedBy("lead.welcome").sends("hello").sends("mail", "email"),
                automation().named("remind").startedBy("lead.welcome").after(hours(1)).followingUp(3).cancelledOn(),
                automation().named("ask").startedBy("status_change").after(hours(2)).when("status", "neq", "Won"),
                automation().named("once").startedBy("message.received").atMostRuns(2));
        Random random = new Random(seed);
        for (int i = 0; i < EVENTS; i++) {
            String lead = LEADS.get(random.nextInt(LEADS.size()));
            world.clock.advance(seconds(1));
            switch (random.nextInt(9)) {
                case 0 -> world.send(EngineInMemory.homeOf(lead), "no json".getBytes(StandardCharsets.UTF_8));
                case 1 -> world.send(EngineInMemory.homeOf(lead), tooManyAttributes(lead, i));
                case 2, 3 -> world.send(statusChange(random.nextBoolean() ? "Won" : "New lead", "Contacted").of(lead)
                        .saying("phone", Story.PHONE));
                case 4 -> world.send(inbound(random.nextInt(4) == 0 ? "STOP" : "hi").from(lead)
                        .on(random.nextBoolean() ? "email" : "sms").data("from", Story.PHONE));
                case 5 -> world.send(removal(lead, random));
                default -> world.send(event("lead.welcome").of(lead).saying("phone", Story.PHONE).saying("email",
                        Story.EMAIL));
            }
        }
        return world;
    }

    /**
     * E10. Only one lead is merged into another, so that the order of the events appended for it is always the same.
     */
    private static EventBuilder removal(String lead, Random random) {
        boolean isMerged = random.nextBoolean() && lead.equals("dora");
        return (isMerged ? mergeInto("ana") : deletion()).of(lead);
    }

    /** A valid event whose attributes its lead ignores (E2). */
    private static byte[] tooManyAttributes(String leadId, int number) {
        EventBuilder event = event("lead.updated").of(leadId).withId("full" + number);
        for (int i = 0; i <= Limits.MAX_ATTRIBUTES; i++) {
            event.saying("note" + i, i);
        }
        return JsonCodec.write(event.toJson());
    }

    /** Processes the log to its end, in batches of any size and with a crash after any step. */
    private static void processAllWithCrashes(EngineInMemory world, Random random) {
        while (!world.nextBatch(1).isEmpty()) {
            List<InboundRecord> batch = world.nextBatch(1 + random.nextInt(12));
            switch (random.nextInt(7)) {
                case 0 -> {
                    world.leads.loseNextAcknowledgement(key -> random.nextBoolean());
                    processWithCrash(world, batch);
                    world.leads.keepAcknowledgements();
                }
                case 1 -> {
                    world.log.failFor(record -> random.nextBoolean());
                    processWithCrash(world, batch);
                    world.log.becomeAvailable();
                }
                case 2 -> {
                    world.changes.becomeUnavailable();
                    processWithCrash(world, batch);
                    world.changes.becomeAvailable();
                }
                case 3 -> { // published, and the offsets are not committed
                    world.owner().process(batch);
                    world.crash();
                }
                default -> {
                    world.owner().process(batch);
                    world.commit(batch);
                }
            }
        }
        // Due timers are appended again; those of a crashed engine are read again.
        world.owner().wakeUp();
        if (!world.nextBatch(1).isEmpty()) {
            processAllWithCrashes(world, random);
        }
    }

    private static void processWithCrash(EngineInMemory world, List<InboundRecord> batch) {
        try {
            world.owner().process(batch);
            world.commit(batch);
        } catch (LeadsInMemory.DatabaseUnavailableException | CompletionException outage) {
            world.crash();
        }
    }
}
