package dev.nudge.history;

import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.PreferenceReader;
import dev.nudge.decision.Decider;
import dev.nudge.decision.Decision;
import dev.nudge.decision.Reason;
import dev.nudge.decision.Verdict;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
import dev.nudge.json.Reading;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Removal;
import dev.nudge.lead.Run;
import dev.nudge.lead.Suppression;
import dev.nudge.message.Message;
import dev.nudge.message.Template;
import dev.nudge.reference.ReferenceModel;
import dev.nudge.reference.ReferenceModel.Timer;
import dev.nudge.reference.Semantics;
import dev.nudge.story.Configuration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adapts the core to the steps of a history; its results are returned in the form of the reference model. */
public final class RealCore implements Semantics {

    private static final int DAYS_COMPARED = 7;
    private static final Set<Reason> NO_MATCH = Set.of(Reason.SOURCE_STATUS, Reason.TARGET_STATUS,
            Reason.NO_TRANSITION, Reason.CONDITIONS);

    private final Configuration rules = new Configuration();
    private final Map<LeadKey, Lead> leads = new LinkedHashMap<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<Map<String, @Nullable Object>> suppressions = new ArrayList<>();
    private final List<Map<String, @Nullable Object>> appended = new ArrayList<>();
    private int refused;

    // ---- input

    @Override
    public void automation(Map<String, Object> automation) {
        rules.put(AutomationReader.read(automation).orThrow());
    }

    @Override
    public void deleteAutomation(String organizationId, String automationId, int version) {
        rules.deleteAutomation(organizationId, automationId);
    }

    @Override
    public void preference(String organizationId, String userId, String automationId,
            @Nullable Map<String, Object> preference) {
        rules.put(organizationId, userId, automationId,
                preference == null ? null : PreferenceReader.read(preference).orThrow());
    }

    @Override
    public void organization(String organizationId, Map<String, Object> document) {
        rules.put(OrganizationReader.read(document).orThrow());
    }

    @Override
    public void template(String organizationId, String name, @Nullable Map<String, Object> template) {
        if (template == null) {
            rules.put(organizationId, name, (Template) null);
            return;
        }
        Map<String, @Nullable Object> document = new LinkedHashMap<>(template);
        document.put("name", name);
        rules.put(organizationId, name, Template.read(document).orThrow());
    }

    @Override
    public void receive(Instant recordTimestamp, Map<String, Object> json) {
        switch (LeadEventReader.read(json)) {
            case Reading.Understood<LeadEvent>(LeadEvent event) -> decide(recordTimestamp, event);
            case Reading.Refused<LeadEvent> _ -> refused++;
        }
    }

    /** What an event matches agrees with the reasons of its decisions. */
    private static void checkMatching(List<Automation> matching, List<Decision> decisions) {
        List<String> ids = matching.stream().map(Automation::id).toList();
        for (Decision decision : decisions) {
            boolean isMatching = ids.contains(decision.automationId());
            if (decision.reason() == Reason.IMMEDIATE && !isMatching
                    || NO_MATCH.contains(decision.reason()) && isMatching) {
                throw new AssertionError("Expected what " + decision + " says but the event matches " + ids);
            }
        }
    }

    private void decide(Instant recordTimestamp, LeadEvent event) {
        Lead known = leads.get(event.key());
        switch (Decider.decide(known, event, recordTimestamp, rules)) {
            case Verdict.Decided decided -> {
                if (!event.isTimerDue()) {
                    checkMatching(Decider.matching(known, event, recordTimestamp, rules), decided.decisions());
                }
                leads.put(decided.lead().key(), decided.lead());
                decisions.addAll(decided.decisions());
                messages.addAll(decided.messages());
                decided.events().forEach(appendedEvent -> appended.add(Json.object(appendedEvent.toJson())));
                decided.suppressions().forEach(suppression -> suppressions
                        .add(inReferenceForm(event.key().organizationId(), suppression)));
            }
            case Verdict.Nothing() -> {
            }
            case Verdict.Early() -> {
            }
        }
    }

    @Override
    public List<Timer> waiting() {
        return leads.values().stream().flatMap(RealCore::waiting).sorted(Comparator.comparing(Timer::dueAt)
                .thenComparing(Timer::automationId).thenComparing(Timer::organizationId).thenComparing(Timer::leadId)
                .thenComparingInt(Timer::run)).toList();
    }

    private static Stream<Timer> waiting(Lead lead) {
        return lead.automations().entrySet().stream().flatMap(entry -> entry.getValue().runs().stream()
                .map(run -> new Timer(lead.key().organizationId(), lead.key().leadId(), entry.getKey(), run.number(),
                        run.followUp(), run.dueAt(), run.automationVersion())));
    }

    @Override
    public List<Map<String, Object>> appended() {
        return appended.stream().map(RealCore::withoutNulls).toList();
    }

    @SuppressWarnings("NullAway") // nulls are removed
    private static Map<String, Object> withoutNulls(Map<String, @Nullable Object> json) {
        Map<String, Object> copy = new LinkedHashMap<>();
        json.forEach((name, value) -> {
            if (value != null) {
                copy.put(name, value);
            }
        });
        return copy;
    }

    List<Map<String, @Nullable Object>> suppressions() {
        return suppressions;
    }

    private static Map<String, @Nullable Object> inReferenceForm(String organizationId, Suppression suppression) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("organizationId", organizationId);
        json.put("scope", suppression.address().kind().json());
        json.put("address", suppression.address().key());
        json.put("suppressed", suppression.suppressed());
        json.put("occurredAt", inReferenceForm(suppression.at()));
        return json;
    }

    /** The reference model's record: its content is relevant, not its id (D1). */
    @Override
    public Map<String, Object> timerDue(Timer timer) {
        return new ReferenceModel().timerDue(timer);
    }

    // ---- results

    int refused() {
        return refused;
    }

    List<LeadKey> leads() {
        return List.copyOf(leads.keySet());
    }

    Lead state(LeadKey key) {
        return Objects.requireNonNull(leads.get(key));
    }

    List<Decision> decisions() {
        return decisions;
    }

    List<Message> messages() {
        return messages;
    }

    Map<String, @Nullable Object> lead(LeadKey key) {
        Lead lead = leads.get(key);
        return lead == null ? new LinkedHashMap<>() : inReferenceForm(lead);
    }

    /** Everything that the reference model knows about a lead. */
    public static Map<String, @Nullable Object> inReferenceForm(Lead lead) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("attributes", lead.attributes());
        json.put("conversation", conversation(lead));
        Map<String, @Nullable Object> optOuts = new TreeMap<>();
        lead.consents().forEach((kind, consent) -> optOuts.put(kind.json(),
                Map.of("optedOut", consent.optedOut(), "at", String.valueOf(inReferenceForm(consent.at())))));
        json.put("optOuts", optOuts);
        Removal removal = lead.removal();
        json.put("deletedAt", removal == null ? null : inReferenceForm(removal.occurredAt()));
        json.put("mergedInto", removal == null ? null : removal.mergedInto());
        Map<String, @Nullable Object> automations = new TreeMap<>();
        lead.automations().forEach((id, progress) -> automations.put(id, inReferenceForm(progress)));
        json.put("automations", automations);
        Map<String, @Nullable Object> messagesPerDay = new TreeMap<>();
        if (!lead.sentOn().isEmpty()) {
            lead.sentOn().tailMap(lead.sentOn().lastKey().minusDays(DAYS_COMPARED - 1)).forEach(
                    (day, count) -> messagesPerDay.put(day.toString(), count.longValue()));
        }
        json.put("messagesPerDay", messagesPerDay);
        return json;
    }

    private static Map<String, @Nullable Object> conversation(Lead lead) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("createdAt", inReferenceForm(lead.createdAt()));
        json.put("previousStatus", lead.statusHistory().previousStatus());
        json.put("statusChangedAt", inReferenceForm(lead.statusHistory().statusChangedAt()));
        json.put("lastInboundAt", inReferenceForm(lead.conversation().lastInboundAt()));
        json.put("lastOutboundAt", inReferenceForm(lead.conversation().lastOutboundAt()));
        json.put("lastInboundChannel", lead.conversation().lastInboundChannel());
        json.put("lastInboundBody", lead.conversation().lastInboundBody());
        json.put("lastInboundDirection", lead.conversation().lastInboundDirection());
        json.put("lastMessageDirection", lead.conversation().lastMessageDirection());
        json.put("inboundCount", (long) lead.conversation().inboundCount());
        json.put("outboundCount", (long) lead.conversation().outboundCount());
        json.values().removeIf(Objects::isNull);
        return json;
    }

    private static Map<String, @Nullable Object> inReferenceForm(Progress progress) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("transitions", (long) progress.transitions());
        json.put("followUps", (long) progress.followUps());
        json.put("runs", progress.runs().stream().map(RealCore::inReferenceForm).toList());
        return json;
    }

    private static Map<String, @Nullable Object> inReferenceForm(Run run) {
        Map<String, @Nullable Object> waiting = new LinkedHashMap<>();
        waiting.put("number", (long) run.number());
        waiting.put("followUp", (long) run.followUp());
        waiting.put("dueAt", inReferenceForm(run.dueAt()));
        waiting.put("automationVersion", (long) run.automationVersion());
        return waiting;
    }

    static Map<String, @Nullable Object> inReferenceForm(Decision decision) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("organizationId", decision.organizationId());
        json.put("automationId", decision.automationId());
        json.put("automationVersion", (long) decision.automationVersion());
        json.put("leadId", decision.leadId());
        json.put("eventId", decision.eventId());
        json.put("eventType", decision.eventType());
        json.put("outcome", decision.outcome().name());
        json.put("reason", decision.reason().name());
        json.put("run", inReferenceForm(decision.run()));
        json.put("followUp", inReferenceForm(decision.followUp()));
        json.put("userAsked", decision.userAsked());
        json.put("zone", decision.zone());
        json.put("zoneFrom", decision.zoneFrom() == null ? null : decision.zoneFrom().name().toLowerCase(Locale.ROOT));
        json.put("dueAt", inReferenceForm(decision.dueAt()));
        json.put("runEnded", decision.runEnded() == null ? null : decision.runEnded().name());
        json.put("skippedActions", decision.skippedActions().stream()
                .map(skipped -> Map.of("action", (long) skipped.action(), "reason", skipped.reason().name())).toList());
        json.put("trace", decision.trace().stream().map(entry -> {
            Map<String, @Nullable Object> leaf = new LinkedHashMap<>();
            leaf.put("field", entry.field());
            leaf.put("op", entry.op());
            leaf.put("expected", entry.expected());
            leaf.put("actual", entry.actual());
            leaf.put("held", entry.held().json());
            return leaf;
        }).toList());
        json.put("messageIds", (long) decision.messageIds().size());
        json.put("notes", decision.notes().stream().map(note -> note.note().name()).distinct().sorted().toList());
        json.put("at", inReferenceForm(decision.at()));
        return json;
    }

    static Map<String, @Nullable Object> inReferenceForm(Message message) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("organizationId", message.organizationId());
        json.put("automationId", message.automationId());
        json.put("automationVersion", (long) message.automationVersion());
        json.put("leadId", message.leadId());
        json.put("run", (long) message.run());
        json.put("followUp", (long) message.followUp());
        json.put("action", (long) message.action());
        json.put("variables", message.variables());
        json.put("firedAt", inReferenceForm(message.firedAt()));
        json.put("notAfter", inReferenceForm(message.notAfter()));
        json.put("recipientKind", message.recipientKind().name().toLowerCase(Locale.ROOT));
        json.put("channel", message.channel().json());
        json.put("to", message.to());
        json.put("template", message.template());
        if (message.failure() != null) {
            json.put("failed", message.failure().name());
        }
        if (message.text() != null) {
            json.put("text", message.text());
        }
        if (message.subject() != null) {
            json.put("subject", message.subject());
        }
        return json;
    }

    private static @Nullable String inReferenceForm(@Nullable Instant instant) {
        return instant == null ? null : Json.text(instant);
    }

    private static @Nullable Long inReferenceForm(@Nullable Integer number) {
        return number == null ? null : number.longValue();
    }
}
