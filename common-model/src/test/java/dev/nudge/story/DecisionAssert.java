package dev.nudge.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.decision.Decision;
import dev.nudge.decision.Decision.RunEnded;
import dev.nudge.decision.Decision.ZoneFrom;
import dev.nudge.decision.Outcome;
import dev.nudge.decision.Reason;
import java.time.Instant;
import org.assertj.core.api.AbstractAssert;

/** Assertions about one decision. */
public final class DecisionAssert extends AbstractAssert<DecisionAssert, Decision> {

    DecisionAssert(Decision decision) {
        super(decision, DecisionAssert.class);
    }

    public DecisionAssert isStartedBecause(Reason reason) {
        return is(Outcome.STARTED, reason);
    }

    public DecisionAssert isFiredBecause(Reason reason) {
        return is(Outcome.FIRED, reason);
    }

    public DecisionAssert isDeferredBecause(Reason reason) {
        return is(Outcome.DEFERRED, reason);
    }

    public DecisionAssert isSkippedBecause(Reason reason) {
        return is(Outcome.SKIPPED, reason);
    }

    public DecisionAssert isCancelledBecause(Reason reason) {
        return is(Outcome.CANCELLED, reason);
    }

    private DecisionAssert is(Outcome outcome, Reason reason) {
        assertThat(actual.outcome() + " " + actual.reason()).as("%s", actual).isEqualTo(outcome + " " + reason);
        return this;
    }

    /** Checks the run and the follow-up. */
    public DecisionAssert isAbout(int run, int followUp) {
        assertThat(actual.run()).as("run of %s", actual).isEqualTo(run);
        assertThat(actual.followUp()).as("follow-up of %s", actual).isEqualTo(followUp);
        return this;
    }

    public DecisionAssert isAboutNoRun() {
        assertThat(actual.run()).as("run of %s", actual).isNull();
        assertThat(actual.followUp()).as("follow-up of %s", actual).isNull();
        return this;
    }

    public DecisionAssert waitsUntil(Instant dueAt) {
        assertThat(actual.dueAt()).as("due instant of %s", actual).isEqualTo(dueAt);
        return this;
    }

    public DecisionAssert waitsUntil(String dueAt) {
        return waitsUntil(Story.at(dueAt));
    }

    public DecisionAssert completedTheRun() {
        assertThat(actual.runEnded()).as("end of the run of %s", actual).isEqualTo(RunEnded.COMPLETED);
        assertThat(actual.dueAt()).as("due instant of %s", actual).isNull();
        return this;
    }

    public DecisionAssert leftTheRunWaiting() {
        assertThat(actual.runEnded()).as("end of the run of %s", actual).isNull();
        assertThat(actual.dueAt()).as("due instant of %s", actual).isNotNull();
        return this;
    }

    public DecisionAssert asked(String userId) {
        assertThat(actual.userAsked()).as("user asked by %s", actual).isEqualTo(userId);
        return this;
    }

    public DecisionAssert askedNobody() {
        assertThat(actual.userAsked()).as("user asked by %s", actual).isNull();
        return this;
    }

    public DecisionAssert usedTheZone(String zone, ZoneFrom from) {
        assertThat(actual.zone()).as("zone of %s", actual).isEqualTo(zone);
        assertThat(actual.zoneFrom()).as("origin of the zone of %s", actual).isEqualTo(from);
        return this;
    }

    /** Checks the notes, each as {@code NOTE} or {@code NOTE field}, in any order. */
    public DecisionAssert notes(String... notes) {
        assertThat(actual.notes().stream().map(note -> note.field() == null
                ? note.note().name()
                : note.note() + " " + note.field())).as("notes of %s", actual).containsExactlyInAnyOrder(notes);
        return this;
    }

    /** Checks the skipped actions, each as {@code index REASON}. */
    public DecisionAssert skippedActions(String... actions) {
        assertThat(actual.skippedActions().stream().map(skipped -> skipped.action() + " " + skipped.reason()))
                .as("skipped actions of %s", actual).containsExactly(actions);
        return this;
    }

    /** The decision itself, for all other checks. */
    public Decision decision() {
        return actual;
    }
}
