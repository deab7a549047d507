package dev.nudge.history;

import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.PreferenceReader;
import dev.nudge.decision.Decider;
import dev.nudge.decision.Decision;
import dev.nudge.decision.Verdict;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
import dev.nudge.json.Reading;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The core behind the words of a history; what came of it is told in the form of the reference model. */
public final class RealCore implements Semantics {

    private final Configuration rules = new Configuration();
    private final Map<LeadKey, Lead> leads = new LinkedHashMap<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private int refused;

    // ---- what is done to it

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

    private void decide(Instant recordTimestamp, LeadEvent event) {
        switch (Decider.decide(leads.get(event.key()), event, recordTimestamp, rules)) {
            case Verdict.Decided(Lead lead, var newDecisions, var newMessages) -> {
                leads.put(lead.key(), lead);
                decisions.addAll(newDecisions);
                messages.addAll(newMessages);
            }
            case Verdict.Refused(String _) -> refused++;
            case Verdict.Nothing() -> {
            }
            case Verdict.Early() -> {
            }
        }
    }

    @Override
    public List<Timer> waiting() {
        return leads.values().stream().flatMap(RealCore::waiting).sorted(Comparator.comparing(Timer::dueAt)
                .thenComparing(Timer::automationId).thenComparing(Timer::organizationId).thenComparing(Timer::leadId))
                .toList();
    }

    private static Stream<Timer> waiting(Lead lead) {
        return lead.waitingAutomations().map(id -> {
            Run run = Objects.requireNonNull(lead.waitingRunOf(id));
            return new Timer(lead.key().organizationId(), lead.key().leadId(), id, run.number(), run.followUp(),
                    run.dueAt(), run.automationVersion());
        });
    }

    /** The reference's record: what counts is its content, not its id (D1). */
    @Override
    public Map<String, Object> timerDue(Timer timer) {
        return new ReferenceModel().timerDue(timer);
    }

    // ---- what came of it

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
        return lead == null ? new LinkedHashMap<>() : told(lead);
    }

    /** All that the reference tells of a lead. */
    public static Map<String, @Nullable Object> told(Lead lead) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("attributes", lead.attributes());
        told.put("conversation", conversation(lead));
        told.put("optOuts", lead.optOuts().keySet().stream().map(channel -> channel.json()).sorted().toList());
        Map<String, @Nullable Object> automations = new TreeMap<>();
        lead.automations().forEach((id, progress) -> automations.put(id, told(progress)));
        told.put("automations", automations);
        return told;
    }

    private static Map<String, @Nullable Object> conversation(Lead lead) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("createdAt", told(lead.createdAt()));
        told.put("previousStatus", lead.statusHistory().previousStatus());
        told.put("statusChangedAt", told(lead.statusHistory().statusChangedAt()));
        told.put("lastInboundAt", told(lead.conversation().lastInboundAt()));
        told.put("lastOutboundAt", told(lead.conversation().lastOutboundAt()));
        told.put("lastInboundChannel", lead.conversation().lastInboundChannel());
        told.put("lastInboundBody", lead.conversation().lastInboundBody());
        told.put("lastInboundDirection", lead.conversation().lastInboundDirection());
        told.put("lastMessageDirection", lead.conversation().lastMessageDirection());
        told.put("inboundCount", (long) lead.conversation().inboundCount());
        told.put("outboundCount", (long) lead.conversation().outboundCount());
        told.values().removeIf(Objects::isNull);
        return told;
    }

    private static Map<String, @Nullable Object> told(Progress progress) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("transitions", (long) progress.transitions());
        told.put("followUps", (long) progress.followUps());
        Run run = progress.run();
        Map<String, @Nullable Object> waiting = new LinkedHashMap<>();
        if (run != null) {
            waiting.put("number", (long) run.number());
            waiting.put("followUp", (long) run.followUp());
            waiting.put("dueAt", told(run.dueAt()));
            waiting.put("automationVersion", (long) run.automationVersion());
        }
        told.put("run", run == null ? null : waiting);
        return told;
    }

    static Map<String, @Nullable Object> told(Decision decision) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("organizationId", decision.organizationId());
        told.put("automationId", decision.automationId());
        told.put("automationVersion", (long) decision.automationVersion());
        told.put("leadId", decision.leadId());
        told.put("eventId", decision.eventId());
        told.put("eventType", decision.eventType());
        told.put("outcome", decision.outcome().name());
        told.put("reason", decision.reason().name());
        told.put("run", told(decision.run()));
        told.put("followUp", told(decision.followUp()));
        told.put("userAsked", decision.userAsked());
        told.put("zone", decision.zone());
        told.put("zoneFrom", decision.zoneFrom() == null ? null : decision.zoneFrom().name().toLowerCase(Locale.ROOT));
        told.put("dueAt", told(decision.dueAt()));
        told.put("runEnded", decision.runEnded() == null ? null : decision.runEnded().name());
        told.put("skippedActions", decision.skippedActions().stream()
                .map(skipped -> Map.of("action", (long) skipped.action(), "reason", skipped.reason().name())).toList());
        told.put("trace", decision.trace().stream().map(entry -> {
            Map<String, @Nullable Object> leaf = new LinkedHashMap<>();
            leaf.put("field", entry.field());
            leaf.put("op", entry.op());
            leaf.put("expected", entry.expected());
            leaf.put("actual", entry.actual());
            leaf.put("held", entry.held());
            return leaf;
        }).toList());
        told.put("messages", (long) decision.messageIds().size());
        told.put("at", told(decision.at()));
        return told;
    }

    static Map<String, @Nullable Object> told(Message message) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("organizationId", message.organizationId());
        told.put("automationId", message.automationId());
        told.put("automationVersion", (long) message.automationVersion());
        told.put("leadId", message.leadId());
        told.put("run", (long) message.run());
        told.put("followUp", (long) message.followUp());
        told.put("action", (long) message.action());
        told.put("variables", message.variables());
        told.put("firedAt", told(message.firedAt()));
        told.put("notAfter", told(message.notAfter()));
        told.put("recipientKind", message.recipientKind().name().toLowerCase(Locale.ROOT));
        told.put("channel", message.channel().json());
        told.put("to", message.to());
        told.put("template", message.template());
        if (message.text() != null) {
            told.put("text", message.text());
        }
        if (message.subject() != null) {
            told.put("subject", message.subject());
        }
        return told;
    }

    private static @Nullable String told(@Nullable Instant instant) {
        return instant == null ? null : Json.text(instant);
    }

    private static @Nullable Long told(@Nullable Integer number) {
        return number == null ? null : number.longValue();
    }
}
