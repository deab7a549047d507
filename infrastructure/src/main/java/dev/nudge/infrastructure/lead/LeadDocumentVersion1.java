package dev.nudge.infrastructure.lead;

import dev.nudge.address.AddressKind;
import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.lead.Consent;
import dev.nudge.lead.EventMemory;
import dev.nudge.lead.Run;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What documents of leads contain that were written under version 1 of the semantics, in the present form. */
final class LeadDocumentVersion1 {

    private LeadDocumentVersion1() {}

    /** Opt-outs were of channels; sms and WhatsApp share the phone now, and the webhook has no opt-out (F4). */
    static Map<AddressKind, Consent> consents(Map<String, ?> optOuts) {
        Map<AddressKind, Consent> consents = new EnumMap<>(AddressKind.class);
        optOuts.forEach((name, value) -> {
            AddressKind kind = Channel.named(name)
                    .orElseThrow(() -> new IllegalStateException("Expected a channel but found " + name))
                    .addressKind();
            if (kind != null && value instanceof Map<?, ?> optOut) {
                Instant at = ((Date) Objects.requireNonNull(optOut.get("at"))).toInstant();
                consents.merge(kind, new Consent(true, at, (String) optOut.get("by")),
                        (one, other) -> other.at().isAfter(one.at()) ? other : one);
            }
        });
        return Collections.unmodifiableMap(consents);
    }

    /** Ids were kept as text, without the time of their events. */
    static EventMemory events(List<String> ids, Instant lastNow) {
        EventMemory events = EventMemory.NONE;
        for (String id : ids) {
            events = events.with(id, lastNow);
        }
        return events;
    }

    /** The data of a starting event were pairs of names and scalars. */
    static Map<String, @Nullable Object> data(List<Map<String, ?>> pairs) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        pairs.forEach(pair -> data.put((String) Objects.requireNonNull(pair.get("name")),
                Documents.value(pair.get("value"))));
        return data;
    }

    /** Every follow-up before the next one had fired. */
    static Run complete(Run run) {
        return new Run(run.number(), run.followUp(), run.followUp() - 1, run.followUp() > 1, run.startedAt(),
                run.eventAt(), run.startedBy(), run.statusAtStart(), run.dueAt(), null, run.deferred(),
                run.automationVersion());
    }
}
