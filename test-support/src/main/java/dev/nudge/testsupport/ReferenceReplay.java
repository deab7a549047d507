package dev.nudge.testsupport;

import dev.nudge.reference.ReferenceModel;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives the records of a log to the reference model, and remembers the leads that had opted out at any time: the model
 * does not deliver messages, so that only the order of delivery and opt-out determines whether a message was sent (F5).
 */
public final class ReferenceReplay {

    private final ReferenceModel model = new ReferenceModel();
    private final Set<List<String>> leads = new HashSet<>();

    /** The model after the records. */
    public ReferenceModel model() {
        return model;
    }

    /** Processes the next record. */
    public void receive(Instant timestamp, Map<String, Object> event) {
        model.receive(timestamp, event);
        String organizationId = String.valueOf(event.get("organizationId"));
        String leadId = String.valueOf(event.get("leadId"));
        if (model.lead(organizationId, leadId).get("optOuts") instanceof Map<?, ?> optOuts) {
            optOuts.forEach((scope, optOut) -> {
                if (Boolean.TRUE.equals(((Map<?, ?>) optOut).get("optedOut"))) {
                    leads.add(List.of(organizationId, leadId, String.valueOf(scope)));
                }
            });
        }
    }

    /** Whether a message's lead, or the address that it goes to, had opted out at any time (F4). */
    public boolean mayBeOptedOut(Map<String, ? extends @Nullable Object> message) {
        String organizationId = String.valueOf(message.get("organizationId"));
        String scope = "email".equals(message.get("channel")) ? "email" : "phone";
        boolean ofLead = "lead".equals(message.get("recipientKind"))
                && leads.contains(List.of(organizationId, String.valueOf(message.get("leadId")), scope));
        String address = String.valueOf(message.get("to")).toLowerCase(Locale.ROOT);
        return ofLead || model.suppressions().stream()
                .anyMatch(change -> organizationId.equals(change.get("organizationId"))
                        && scope.equals(change.get("scope")) && address.equals(change.get("address"))
                        && Boolean.TRUE.equals(change.get("suppressed")));
    }
}
