package dev.nudge.reference;

import dev.nudge.reference.EventReading.Event;
import dev.nudge.reference.Lead.Cause;
import dev.nudge.reference.Lead.Progress;
import dev.nudge.reference.Lead.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The semantics in their simplest form: one lead event at a time, everything in memory, without compilation or caches.
 * <p>Not included: delivery (G), checks when something is saved, and records that could not be processed (`ERROR`).
 */
public final class ReferenceModel implements Semantics {
    /** The next due instant of a run. */
    public record Timer(String organizationId, String leadId, String automationId, int run, int followUp, Instant dueAt,
            int automationVersion) {}

    /** E5. */
    private static final Duration REMEMBERED = Duration.ofDays(7);
    private static final int MOST_IDS = 1_024;

    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Settings settings = new Settings();
    private final TreeMap<Settings.Key, Lead> leads = new TreeMap<>();
    private final List<Map<String, Object>> messages = new ArrayList<>();
    private final List<Map<String, Object>> decisions = new ArrayList<>();
    private final List<Map<String, Object>> suppressions = new ArrayList<>();
    private final List<Map<String, Object>> appended = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private final Decisions record = new Decisions(decisions);
    private final Checks checks = new Checks(settings);
    private final Firing firing = new Firing(settings, messages);
    private final OptOuts optOuts = new OptOuts(settings, suppressions, appended);
    private final Waiting waiting = new Waiting(settings, record, checks);
    private final Starting starting = new Starting(settings, record, checks, firing);
    private final DueTimers dueTimers = new DueTimers(settings, record, firing);

    // ---- configuration

    @Override
    public void automation(Map<String, Object> automation) {
        settings.put(automation);
    }

    /** `version` is that of the deletion: newer than the definition that is deleted. */
    @Override
    public void deleteAutomation(String organizationId, String automationId, int version) {
        settings.delete(organizationId, automationId, version);
    }

    @Override
    public void preference(String organizationId, String userId, String automationId,
            @Nullable Map<String, Object> preference) {
        settings.putPreference(organizationId, userId, automationId, preference);
    }

    @Override
    public void organization(String organizationId, Map<String, Object> document) {
        settings.putOrganization(organizationId, document);
    }

    @Override
    public void template(String organizationId, String name, @Nullable Map<String, Object> template) {
        settings.putTemplate(organizationId, name, template);
    }

    /** Forgets everything except the leads, for the case that later events are processed with less knowledge. */
    public void forgetConfiguration() {
        settings.clear();
    }

    // ---- the log

    /** Processes one record as text (E6); a record without a value is skipped. */
    public void receiveText(Instant recordTimestamp, @Nullable String text) {
        if (text == null) {
            return;
        }
        try {
            Object value = JSON.readValue(text, Object.class);
            if (value instanceof Map<?, ?>) {
                receive(recordTimestamp, Values.object(value));
            } else {
                refused.add("Expected one JSON object but found another value");
            }
        } catch (JacksonException noJson) {
            refused.add("Expected one JSON object but found " + noJson.getOriginalMessage());
        }
    }

    /** Processes one record, including `timer.due`. */
    @Override
    public void receive(Instant recordTimestamp, Map<String, Object> event) {
        String refusal = EventReading.refusal(event);
        if (refusal != null) {
            refused.add(refusal);
        } else if ("timer.due".equals(event.get("type"))) {
            timerDue(Instants.cut(recordTimestamp), event);
        } else {
            leadEvent(Instants.cut(recordTimestamp), EventReading.read(event, Instants.cut(recordTimestamp)));
        }
    }

    private void timerDue(Instant recorded, Map<String, Object> event) {
        Lead lead = leads.get(new Settings.Key(Values.string(event, "organizationId"),
                String.valueOf(EventReading.id(event.get("leadId")))));
        if (lead != null) {
            int before = messages.size();
            dueTimers.due(lead, recorded, event);
            countFired(lead, before);
        }
    }

    /** E5, E7, E10; then the waiting runs, then what the event starts. */
    private void leadEvent(Instant recorded, Event event) {
        Settings.Key key = new Settings.Key(event.organizationId(), event.leadId());
        Lead lead = leads.getOrDefault(key, new Lead(event.organizationId(), event.leadId()));
        Instant now = Instants.later(lead.lastNow, recorded);
        // What the engine itself sends is recognised by its content and uses no id.
        boolean recognised = event.own() && event.type().equals("message.sent");
        if (!recognised && applied(lead, event.id(), now)) {
            return;
        }
        leads.put(key, lead);
        lead.lastNow = now;
        if (!recognised) {
            remember(lead, event.id(), now);
        }
        boolean deleted = lead.deletedAt != null && !event.occurredAt().isAfter(lead.deletedAt);
        boolean removal = event.type().equals("lead.deleted") || event.type().equals("lead.merged");
        if (removal && !deleted) {
            remove(lead, event, now);
            return;
        }
        Occasion occasion = deleted ? unchanged(lead, event, now) : applied(lead, event, now);
        optOuts.record(lead, event, occasion.keyword(), deleted);
        Set<String> restarted = waiting.apply(occasion);
        answer(occasion, restarted);
    }

    private void answer(Occasion occasion, Set<String> restarted) {
        Lead lead = occasion.lead();
        int before = messages.size();
        for (Map<String, Object> automation : settings.listening(lead.organizationId, occasion.event().type())) {
            if (!restarted.contains(Values.string(automation, "_id"))) {
                starting.answer(occasion, automation);
            }
        }
        countFired(lead, before);
    }

    /** X2. S7: automations that one event fires do not see each other's messages. */
    private void countFired(Lead lead, int before) {
        if (messages.subList(before, messages.size()).stream()
                .anyMatch(message -> "lead".equals(message.get("recipientKind"))) && lead.lastNow != null) {
            Conversation.fired(lead, lead.lastNow);
        }
    }

    // ---- E5

    private static boolean applied(Lead lead, String id, Instant now) {
        Instant at = lead.appliedIds.get(id);
        return at != null && !at.isBefore(now.minus(REMEMBERED));
    }

    private static void remember(Lead lead, String id, Instant now) {
        lead.appliedIds.remove(id);
        lead.appliedIds.put(id, now);
        while (lead.appliedIds.size() > MOST_IDS) {
            lead.appliedIds.remove(lead.appliedIds.keySet().iterator().next());
        }
    }

    // ---- the lead after the event

    private Occasion applied(Lead lead, Event event, Instant now) {
        boolean known = lead.createdAt != null;
        Map<String, Object> before = lead.fields();
        Map<String, Integer> followUpsBefore = lead.followUpCounts();
        Attributes.Status status = Attributes.apply(lead, event);
        if (lead.createdAt == null) {
            lead.createdAt = event.occurredAt();
        }
        Conversation.apply(lead, event);
        Keywords.Kind keyword = examined(event);
        boolean isKeyword = keyword == Keywords.Kind.OPT_OUT || keyword == Keywords.Kind.OPT_IN;
        if (event.inbound() && !event.automatic() && !isKeyword) {
            Conversation.reply(lead, event);
        }
        Map<String, Object> after = lead.fields();
        // K6: on the event that makes a lead known, only a status whose old value is named has changed.
        Cause cause = new Cause(event.id(), event.type(), event.data(), null,
                known ? before : firstFields(after, event), after, known ? followUpsBefore : lead.followUpCounts(),
                lead.followUpCounts());
        return new Occasion(lead, event, now, false, status, keyword, cause);
    }

    private Keywords.Kind examined(Event event) {
        Keywords.Kind keyword = optOuts.kind(event);
        if (keyword == Keywords.Kind.PERHAPS || keyword == Keywords.Kind.DOUBTFUL) {
            event.note("MAYBE_OPT_OUT", null);
        }
        return keyword;
    }

    private static Map<String, Object> firstFields(Map<String, Object> after, Event event) {
        String from = EventReading.status(event.data().get("from"));
        Map<String, Object> before = new LinkedHashMap<>(after);
        if (event.statusChange() && from != null) {
            Map<String, Object> attributes = new LinkedHashMap<>(Values.object(after.get("attributes")));
            attributes.put("status", from);
            before.put("attributes", attributes);
        }
        return before;
    }

    /** E10: an event from before the deletion. */
    private Occasion unchanged(Lead lead, Event event, Instant now) {
        Cause cause = new Cause(event.id(), event.type(), event.data(), null, lead.fields(), lead.fields(),
                lead.followUpCounts(), lead.followUpCounts());
        Attributes.note(event);
        Keywords.Kind keyword = examined(event);
        return new Occasion(lead, event, now, true, Attributes.Status.NONE,
                keyword == Keywords.Kind.OPT_OUT ? keyword : Keywords.Kind.NONE, cause);
    }

    /** E10: `lead.deleted` and `lead.merged`. */
    private void remove(Lead lead, Event event, Instant now) {
        Occasion occasion = unchanged(lead, event, now);
        boolean merged = event.type().equals("lead.merged");
        waiting.endAll(occasion, merged ? "LEAD_MERGED" : "LEAD_DELETED");
        if (merged) {
            lead.mergedInto = EventReading.id(event.data().get("into"));
            optOuts.passOnAll(lead);
        }
        lead.forget();
        lead.deletedAt = event.occurredAt();
        answer(occasion, Set.of());
    }

    // ---- results

    /** Messages; `text` and `subject` are absent where there is none, `template` is null for a user's SMS. */
    public List<Map<String, Object>> messages() {
        return List.copyOf(messages);
    }

    public List<Map<String, Object>> decisions() {
        return List.copyOf(decisions);
    }

    /** F4: {organizationId, scope, address, suppressed, occurredAt}, in order. */
    public List<Map<String, Object>> suppressions() {
        return List.copyOf(suppressions);
    }

    @Override
    public List<Map<String, Object>> appended() {
        return List.copyOf(appended);
    }

    /** The reasons of all dead-lettered events (E6), in order. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    @Override
    public List<Timer> waiting() {
        List<Timer> timers = new ArrayList<>();
        for (Lead lead : leads.values()) {
            lead.automations.forEach((automationId, progress) -> progress.runs
                    .forEach(run -> timers.add(new Timer(lead.organizationId, lead.leadId, automationId, run.number,
                            run.followUp, run.dueAt, run.automationVersion))));
        }
        timers.sort(Comparator.comparing(Timer::dueAt).thenComparing(Timer::automationId)
                .thenComparing(Timer::organizationId).thenComparing(Timer::leadId).thenComparingInt(Timer::run));
        return timers;
    }

    @Override
    public Map<String, Object> timerDue(Timer timer) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("automationId", timer.automationId());
        data.put("run", timer.run());
        data.put("followUp", timer.followUp());
        data.put("dueAt", Instants.write(timer.dueAt()));
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", "timer-" + timer.automationId() + "-" + timer.run() + "-" + timer.followUp() + "-"
                + timer.dueAt().toEpochMilli());
        event.put("type", "timer.due");
        event.put("organizationId", timer.organizationId());
        event.put("leadId", timer.leadId());
        event.put("data", data);
        return event;
    }

    /**
     * {attributes, conversation, optOuts: {phone|email: {optedOut, at}}, deletedAt, mergedInto, automations: {id:
     * {transitions, followUps, runs: [{number, followUp, dueAt, automationVersion}]}}, messagesPerDay: {date: count} of
     * the latest week}; empty for an unknown lead.
     */
    public Map<String, Object> lead(String organizationId, String leadId) {
        Map<String, Object> document = new LinkedHashMap<>();
        Lead lead = leads.get(new Settings.Key(organizationId, leadId));
        if (lead == null) {
            return document;
        }
        Map<String, Object> optOutsByScope = new LinkedHashMap<>();
        lead.optOuts.forEach((scope, optOut) -> optOutsByScope.put(scope,
                Map.of("optedOut", optOut.optedOut(), "at", String.valueOf(Instants.write(optOut.at())))));
        Map<String, Object> automations = new LinkedHashMap<>();
        lead.automations.forEach((automationId, progress) -> {
            if (progress.lastRun > 0) {
                automations.put(automationId, progress(progress));
            }
        });
        document.put("attributes", new LinkedHashMap<>(lead.attributes));
        document.put("conversation", lead.conversation());
        document.put("optOuts", optOutsByScope);
        document.put("deletedAt", Instants.write(lead.deletedAt));
        document.put("mergedInto", lead.mergedInto);
        document.put("automations", automations);
        document.put("messagesPerDay", Caps.perDay(lead));
        return document;
    }

    private static Map<String, Object> progress(Progress progress) {
        Map<String, Object> document = new LinkedHashMap<>();
        List<Map<String, Object>> runs = new ArrayList<>();
        for (Run run : progress.runs) {
            Map<String, Object> waiting = new LinkedHashMap<>();
            waiting.put("number", run.number);
            waiting.put("followUp", run.followUp);
            waiting.put("dueAt", Instants.write(run.dueAt));
            waiting.put("automationVersion", run.automationVersion);
            runs.add(waiting);
        }
        document.put("transitions", progress.transitions);
        document.put("followUps", progress.followUps);
        document.put("runs", runs);
        return document;
    }
}
