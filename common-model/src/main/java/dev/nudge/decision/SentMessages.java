package dev.nudge.decision;

import dev.nudge.lead.Lead;
import java.time.LocalDate;
import java.time.ZoneId;

/** Counts the messages of a firing in the lead's state (W5, X2). */
final class SentMessages {

    private SentMessages() {}

    static Lead countedIn(Lead lead, Candidate candidate, FiringPlan plan) {
        ZoneId zone = Zone.ofLead(lead, candidate.organization()).id();
        return lead.afterFiring().withSent(LocalDate.ofInstant(lead.lastNow(), zone), plan.messagesCounted());
    }
}
