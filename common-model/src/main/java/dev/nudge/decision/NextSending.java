package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.schedule.SendingHours;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a message of an automation that could not leave in time may leave next.
 *
 * @param notAfter until when; null without a limit (F5)
 */
public record NextSending(Instant at, @Nullable Instant notAfter) {

    /** Empty when the automation does not exist any more, or has no opening within a year. */
    public static Optional<NextSending> of(AutomationCatalog catalog, Lead lead, String automationId, Instant now) {
        Automation automation = catalog.automation(lead.key().organizationId(), automationId).orElse(null);
        if (automation == null) {
            return Optional.empty();
        }
        SendingHours hours = new Candidate(automation, lead, Progress.NONE, catalog).sendingHours(true);
        Optional<Instant> opening = hours.at(now).cause() == null ? Optional.of(now) : hours.openingAfter(now);
        return opening.map(at -> new NextSending(at, hours.at(at).notAfter()));
    }
}
