package dev.nudge.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.decision.Decision;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;

/** Assertions about the decisions on one lead, in order. */
public final class DecisionsAssert extends AbstractAssert<DecisionsAssert, List<Decision>> {

    DecisionsAssert(List<Decision> decisions, String leadId) {
        super(decisions, DecisionsAssert.class);
        as("decisions about %s", leadId);
    }

    public DecisionAssert last() {
        assertThat(actual).as(descriptionText()).isNotEmpty();
        return new DecisionAssert(actual.getLast());
    }

    public DecisionAssert first() {
        assertThat(actual).as(descriptionText()).isNotEmpty();
        return new DecisionAssert(actual.getFirst());
    }

    public DecisionAssert only() {
        assertThat(actual).as(descriptionText()).hasSize(1);
        return first();
    }

    public DecisionsAssert of(String automationId) {
        return new DecisionsAssert(
                actual.stream().filter(decision -> decision.automationId().equals(automationId)).toList(),
                descriptionText() + " by " + automationId);
    }

    public void isEmpty() {
        assertThat(lines()).as(descriptionText()).isEmpty();
    }

    /** Each as {@code OUTCOME REASON}, for example {@code "STARTED TIMER_SET", "CANCELLED REPLIED"}. */
    public DecisionsAssert are(String... outcomesAndReasons) {
        assertThat(lines()).as(descriptionText()).containsExactly(outcomesAndReasons);
        return this;
    }

    private Stream<String> lines() {
        return actual.stream().map(decision -> decision.outcome() + " " + decision.reason());
    }
}
