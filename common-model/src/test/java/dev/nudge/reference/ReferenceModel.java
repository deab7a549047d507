package dev.nudge.reference;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import dev.nudge.reference.Lead.Cause;
import dev.nudge.reference.Lead.Progress;
import dev.nudge.reference.Lead.Run;
import dev.nudge.reference.Windows.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The semantics in their simplest form: one lead event at a time, everything in memory, without compilation or caches.
 * Places where the contract allows more than one interpretation are marked AMBIGUITY and follow the most literal one.
 * Not included: caps and quiet hours (W5), delivery (G), ids (F3).
 * <p>The decisions about one event have this order: runs ended by an opt-out, restarted runs, runs ended by the reply,
 * runs ended by the status, the other decisions; within each group ordered by automation id. The contract does not
 * define the order, so that comparisons should ignore it.
 */
public final class ReferenceModel implements Semantics {
    /** The next due instant of a run. */
    public record Timer(String organizationId, String leadId, String automationId, int run, int followUp, Instant dueAt,
            int automationVersion) {}

    /** E5 defines a minimum; histories should repeat an id within this number of events or not at all. */
    public static final int REMEMBERED_IDS = 32;

    private static final List<String> OPT_OUT_WORDS = List.of("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT",
            "REVOKE", "OPTOUT", "OPT OUT");
    private static final List<String> OPT_IN_WORDS = List.of("START", "UNSTOP");
    private static final Pattern LEADING_SPACE = Pattern.compile("^\\p{IsWhite_Space}+");
    private static final Pattern TRAILING_PUNCTUATION = Pattern.compile("[\\p{IsPunctuation}\\p{IsWhite_Space}]+$");

    private static final List<String> CHANNELS = List.of("sms", "whatsapp", "email", "webhook");

    private record Key(String organizationId, String id) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::organizationId).thenComparing(Key::id).compare(this, other);
        }
    }

    private record PreferenceKey(String organizationId, String userId, String automationId) {}

    private record Zone(ZoneId id, String name, String from) {}

    /** The context in which the rules are evaluated for one event and one lead. */
    private record Occasion(String eventId, String eventType, Cause cause, @Nullable String sourceStatus,
            boolean transition, Instant now) {
        Object data(String name) {
            Object value = cause.data().get(name);
            return value == null ? "" : value;
        }

        boolean inbound() {
            return eventType.equals("message.received") && !data("direction").equals("outbound");
        }
    }

    /**
     * The first check that fails, or null; the user whose preference was checked, and the trace if conditions were
     * evaluated.
     */
    private record Answer(@Nullable String reason, @Nullable String userAsked, List<Map<String, Object>> trace) {}

    private final TreeMap<Key, Map<String, Object>> automations = new TreeMap<>();
    private final Map<Key, Integer> versions = new LinkedHashMap<>();
    private final Map<PreferenceKey, Map<String, Object>> preferences = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> organizations = new LinkedHashMap<>();
    private final Map<Key, Map<String, Object>> templates = new LinkedHashMap<>();
    private final TreeMap<Key, Lead> leads = new TreeMap<>();
    private final List<Map<String, Object>> messages = new ArrayList<>();
    private final List<Map<String, Object>> decisions = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    // ---- configuration

    /** Ignored unless the definition is newer than the known version of the automation. */
    @Override
    public void automation(Map<String, Object> automation) {
        Key key = new Key(string(automation, "organizationId"), string(automation, "_id"));
        int version = version(automation);
        if (version > versions.getOrDefault(key, 0)) {
            versions.put(key, version);
            automations.put(key, automation);
        }
    }

    /** `version` is that of the deletion: newer than the definition that is deleted. */
    @Override
    public void deleteAutomation(String organizationId, String automationId, int version) {
        Key key = new Key(organizationId, automationId);
        if (version >= versions.getOrDefault(key, 0)) {
            versions.put(key, version);
            automations.remove(key);
        }
    }

    @Override
    public void preference(String organizationId, String userId, String automationId,
            @Nullable Map<String, Object> preference) {
        PreferenceKey key = new PreferenceKey(organizationId, userId, automationId);
        if (preference == null) {
            preferences.remove(key);
        } else {
            preferences.put(key, preference);
        }
    }

    @Override
    public void organization(String organizationId, Map<String, Object> document) {
        organizations.put(organizationId, document);
    }

    @Override
    public void template(String organizationId, String name, @Nullable Map<String, Object> template) {
        if (template == null) {
            templates.remove(new Key(organizationId, name));
        } else {
            templates.put(new Key(organizationId, name), template);
        }
    }

    /**
     * Forgets everything except the leads, for the case that the following events are processed with less knowledge.
     */
    public void forgetConfiguration() {
        automations.clear();
        versions.clear();
        preferences.clear();
        organizations.clear();
        templates.clear();
    }

    // ---- the log

    /** Processes one record of `lead.events`, including `timer.due`. */
    @Override
    public void receive(Instant recordTimestamp, Map<String, Object> event) {
        String refusal = LeadEvents.refusal(event);
        if (refusal != null) {
            refused.add(refusal);
        } else if ("timer.due".equals(event.get("type"))) {
            timerDue(Values.cut(recordTimestamp), event);
        } else {
            leadEvent(Values.cut(recordTimestamp), event);
        }
    }

    private void leadEvent(Instant recorded, Map<String, Object> event) {
        String id = string(event, "id");
        String type = string(event, "type");
        Key key = new Key(string(event, "organizationId"), string(event, "leadId"));
        Lead known = leads.get(key);
        Map<String, Object> data = Values.object(event.get("data"));
        boolean own = "automation".equals(data.get("origin"));

        // E5. AMBIGUITY: "changes nothing" includes the lead's last now, so that a later record may have an earlier
        // now. AMBIGUITY: a repeated event that is invalid is refused rather than ignored.
        if (known != null && (known.appliedIds.contains(id) || known.ownIds.contains(id))) {
            return;
        }
        Lead before = known == null ? new Lead(key.organizationId(), key.id()) : known.copy();
        Lead lead = known == null ? new Lead(key.organizationId(), key.id()) : known;
        Map<String, Object> merged = merged(before, type, data, Values.object(event.get("lead")));
        // E2. AMBIGUITY: 64 KiB of attributes as one compact JSON object in UTF-8, including names, after the merge.
        if (merged.size() > 200 || Values.size(merged) > 64 * 1024) {
            refused.add("Expected at most 200 attributes and 64 KiB of them but lead " + key.id() + " would have more");
            return;
        }
        leads.put(key, lead);
        // E5: the engine's own message.sent does not displace producers' ids, but is deduplicated, too.
        List<String> ids = own && type.equals("message.sent") ? lead.ownIds : lead.appliedIds;
        ids.add(id);
        if (ids.size() > REMEMBERED_IDS) {
            ids.removeFirst();
        }
        lead.lastNow = Values.later(lead.lastNow, recorded);
        Instant now = lead.lastNow;
        Instant claimed = Values.instant(event.get("occurredAt"));
        Instant occurredAt = claimed == null || claimed.isAfter(recorded) ? recorded : claimed;

        lead.attributes.clear();
        lead.attributes.putAll(merged);
        // AMBIGUITY: the first applied event determines when the lead was created; later events do not change it.
        if (lead.createdAt == null) {
            lead.createdAt = occurredAt;
        }
        String from = Values.text(data.get("from")) == null ? before.status() : Values.text(data.get("from"));
        boolean transition = type.equals("status_change") && !Values.same(from, data.get("to"));
        if (transition) {
            lead.previousStatus = from;
        }
        // AMBIGUITY: a status changed through E2 alone changes `statusChangedAt`, but not `previousStatus`.
        if (transition || !Values.same(before.status(), lead.status())) {
            lead.statusChangedAt = Values.later(lead.statusChangedAt, occurredAt);
        }
        converse(lead, type, data, own, occurredAt);

        // AMBIGUITY: conditions refer to the original `event.data`, so that a missing `from` remains missing.
        Cause cause = new Cause(type, data, before, lead.copy());
        String sourceStatus = type.equals("status_change") ? from : lead.status();
        Occasion occasion = new Occasion(id, type, cause, sourceStatus, transition, now);
        Map<String, Run> atFirst = new TreeMap<>();
        lead.automations.forEach((automationId, progress) -> {
            if (progress.run != null) {
                atFirst.put(automationId, progress.run);
            }
        });
        optOut(lead, occasion);
        Set<String> restarted = restart(lead, occasion);
        end(lead, occasion, restarted, atFirst);
        int sent = messages.size();
        for (Map<String, Object> automation : listening(lead, type)) {
            if (!restarted.contains(string(automation, "_id"))) {
                answer(lead, automation, occasion);
            }
        }
        converse(lead, messages.subList(sent, messages.size()));
    }

    /** E2 and E4: the attributes after the event. */
    private static Map<String, Object> merged(Lead before, String type, Map<String, Object> data,
            Map<String, Object> attributes) {
        Map<String, Object> merged = new LinkedHashMap<>(before.attributes);
        attributes.forEach((name, value) -> {
            if (value == null) {
                merged.remove(name);
            } else if (!name.equals("timezone") || Values.zone(value) != null) {
                // AMBIGUITY: an unknown timezone counts as absent from the event, so that the lead keeps its timezone.
                merged.put(name, value);
            }
        });
        if (type.equals("status_change")) {
            String status = before.status();
            Object from = data.get("from") == null ? status : data.get("from");
            // AMBIGUITY: with from = to the status remains as before the event, regardless of `lead.status`.
            Object after = Values.same(from, data.get("to")) ? status : data.get("to");
            if (after == null) {
                merged.remove("status");
            } else {
                merged.put("status", after);
            }
        }
        return merged;
    }

    /** E3, X1, X2, S6: applies a message to the conversation. */
    private static void converse(Lead lead, String type, Map<String, Object> data, boolean own, Instant occurredAt) {
        boolean inbound = type.equals("message.received") && !"outbound".equals(data.get("direction"));
        if (inbound) {
            lead.lastInboundAt = Values.later(lead.lastInboundAt, occurredAt);
            // AMBIGUITY: after an inbound message without channel or body, these are missing; a text of another type
            // counts as missing.
            lead.lastInboundChannel = Values.text(data.get("channel"));
            lead.lastInboundBody = Values.text(data.get("body"));
            lead.lastInboundDirection = "inbound";
            lead.lastMessageDirection = "inbound";
            lead.inboundCount++;
            lead.automations.values().forEach(progress -> progress.followUps = 0);
        } else if (!own && (type.equals("message.sent") || type.equals("message.received"))) {
            // AMBIGUITY: an outbound message.received is a person's unless its origin is `automation`.
            lead.lastOutboundAt = Values.later(lead.lastOutboundAt, occurredAt);
            lead.lastInboundDirection = "outbound";
            lead.lastMessageDirection = "outbound";
            lead.outboundCount++;
        }
    }

    /**
     * X2: applies the messages fired by this record. AMBIGUITY: automations fired by one event do not see each other's
     * messages (S7).
     */
    private static void converse(Lead lead, List<Map<String, Object>> fired) {
        if (fired.stream().anyMatch(message -> "lead".equals(message.get("recipientKind")))) {
            lead.lastMessageDirection = "outbound";
        }
    }

    // ---- effects of an event on waiting runs

    /** F4. */
    private void optOut(Lead lead, Occasion occasion) {
        String channel = Values.text(occasion.data("channel"));
        // AMBIGUITY: an unknown channel counts as absent.
        if (channel == null || !CHANNELS.contains(channel)) {
            return;
        }
        String keyword = occasion.inbound() ? keyword(occasion.data("body") instanceof String body ? body : "") : "";
        // The API's own events, which are described in api.md only: the channel is in `data.channel`.
        if (OPT_IN_WORDS.contains(keyword) || occasion.eventType().equals("lead.opted_in")) {
            lead.optOuts.remove(channel);
        }
        if (!OPT_OUT_WORDS.contains(keyword) && !occasion.eventType().equals("lead.opted_out")) {
            return;
        }
        lead.optOuts.add(channel);
        lead.automations.forEach((automationId, progress) -> {
            Map<String, Object> automation = automations.get(new Key(lead.organizationId, automationId));
            // AMBIGUITY: every action on *this* channel; a run whose other channels were opted out of earlier waits
            // until D2.
            if (progress.run != null && automation != null
                    && actions(automation).stream().allMatch(action -> channel.equals(action.get("channel")))) {
                cancel(lead, occasion, automationId, progress.run, "OPTED_OUT", null, List.of());
            }
        });
    }

    /** F4: whether an event opts its lead out of a channel, or would if it were inbound. */
    public static boolean optsOut(Map<String, ? extends @Nullable Object> event, @Nullable Object channel) {
        return event.get("data") instanceof Map<?, ?> data && channel != null && channel.equals(data.get("channel"))
                && ("lead.opted_out".equals(event.get("type"))
                        || data.get("body") instanceof String body && OPT_OUT_WORDS.contains(keyword(body)));
    }

    /** AMBIGUITY: spaces before and within the trailing punctuation are trimmed, too; exactly one space in OPT OUT. */
    private static String keyword(String body) {
        return LEADING_SPACE.matcher(TRAILING_PUNCTUATION.matcher(body).replaceFirst("")).replaceFirst("")
                .toUpperCase(Locale.ROOT);
    }

    /** C1. */
    private Set<String> restart(Lead lead, Occasion occasion) {
        Set<String> restarted = new TreeSet<>();
        for (Map<String, Object> automation : listening(lead, occasion.eventType())) {
            String automationId = string(automation, "_id");
            Progress progress = lead.progress(automationId);
            Run run = progress.run;
            if (run == null) {
                continue;
            }
            Answer answer = check(lead, automation, occasion, true);
            if (answer.reason() != null) {
                continue;
            }
            Zone zone = zone(lead, automation);
            // AMBIGUITY: an opening that a run waits for is not changed, even if the schedule was edited.
            Instant dueAt = timed(automation) ? delayed(automation, zone, occasion.now()) : run.dueAt();
            boolean deferred = !timed(automation) && run.deferred();
            progress.run = new Run(run.number(), run.followUp(), dueAt, deferred, version(automation), lead.status(),
                    occasion.cause().remembered());
            restarted.add(automationId);
            decide(lead, occasion, automationId, version(automation), "STARTED", "TIMER_RESTARTED", answer)
                    .with(progress.run).put("dueAt", dueAt).put(zone);
        }
        return restarted;
    }

    /** C2, C3, C4. */
    private void end(Lead lead, Occasion occasion, Set<String> restarted, Map<String, Run> atFirst) {
        boolean statusChanged = !Values.same(occasion.cause().before().status(), lead.status());
        for (String cause : List.of("reply", "status_change")) {
            atFirst.forEach((automationId, run) -> {
                if (restarted.contains(automationId) || lead.progress(automationId).run == null) {
                    return;
                }
                // AMBIGUITY: a deleted automation has no cancelOn, so that both kinds of events end its runs.
                Map<String, Object> automation = automations.getOrDefault(new Key(lead.organizationId, automationId),
                        Map.of());
                if (automation.get("cancelOn") != null && !Values.list(automation.get("cancelOn")).contains(cause)) {
                    return;
                }
                if (cause.equals("reply") && occasion.inbound()) {
                    cancel(lead, occasion, automationId, run, "REPLIED", null, List.of());
                }
                // AMBIGUITY: removing the status is a change to another status.
                if (cause.equals("status_change") && statusChanged
                        && !Values.same(run.statusAtStart(), lead.status())) {
                    cancel(lead, occasion, automationId, run, "STATUS_MOVED", null, List.of());
                }
            });
        }
    }

    // ---- starting

    /** S5 to S8: the decision of an automation that did not restart a run. */
    private void answer(Lead lead, Map<String, Object> automation, Occasion occasion) {
        String automationId = string(automation, "_id");
        Answer answer = check(lead, automation, occasion, false);
        if (answer.reason() != null) {
            // AMBIGUITY: a waiting run is not part of this decision; run, follow-up and due instant remain null.
            decide(lead, occasion, automationId, version(automation), "SKIPPED", answer.reason(), answer);
            return;
        }
        Progress progress = lead.progress(automationId);
        Zone zone = zone(lead, automation);
        Instant now = occasion.now();
        progress.transitions++;
        Cause cause = occasion.cause().remembered();
        if (timed(automation)) {
            Instant dueAt = delayed(automation, zone, now);
            progress.run = new Run(progress.transitions, 1, dueAt, false, version(automation), lead.status(), cause);
            decide(lead, occasion, automationId, version(automation), "STARTED", "TIMER_SET", answer).with(progress.run)
                    .put("dueAt", dueAt).put(zone);
            return;
        }
        Run run = new Run(progress.transitions, 1, now, true, version(automation), lead.status(), cause);
        fireOrDefer(lead, automation, occasion, run, "IMMEDIATE", answer);
    }

    /** S9: the checks in order. C1 skips S5 and S6. */
    private Answer check(Lead lead, Map<String, Object> automation, Occasion occasion, boolean restarting) {
        Progress progress = lead.progress(string(automation, "_id"));
        if (occasion.eventType().equals("message.received") && !occasion.inbound()) {
            return new Answer("NOT_INBOUND", null, List.of());
        }
        if (occasion.data("origin").equals("automation")) {
            return new Answer("OWN_MESSAGE", null, List.of());
        }
        // AMBIGUITY: NO_TRANSITION is checked before SOURCE_STATUS.
        if (occasion.eventType().equals("status_change") && !occasion.transition()) {
            return new Answer("NO_TRANSITION", null, List.of());
        }
        List<?> sourceStatuses = Values.list(automation.get("sourceStatuses"));
        if (!sourceStatuses.isEmpty()
                && sourceStatuses.stream().noneMatch(each -> Values.same(each, occasion.sourceStatus()))) {
            return new Answer("SOURCE_STATUS", null, List.of());
        }
        String userAsked = userAsked(lead, automation);
        String preferenceReason = preferenceReason(lead, automation, userAsked);
        if (preferenceReason != null) {
            return new Answer(preferenceReason, userAsked, List.of());
        }
        if (timerOff(automation)) {
            return new Answer("TIMER_OFF", userAsked, List.of());
        }
        Integer maxTransitions = Values.integer(automation.get("maxTransitions"));
        if (!restarting && maxTransitions != null && progress.transitions >= maxTransitions) {
            return new Answer("MAX_TRANSITIONS", userAsked, List.of());
        }
        if (!restarting && progress.followUps >= maxFollowUps(automation)) {
            return new Answer("MAX_FOLLOW_UPS", userAsked, List.of());
        }
        if (optedOutOfAll(lead, automation)) {
            return new Answer("OPTED_OUT", userAsked, List.of());
        }
        if (timed(automation)) {
            return new Answer(null, userAsked, List.of());
        }
        return judge(lead, automation, occasion.cause(), occasion.now(), userAsked);
    }

    private static Answer judge(Lead lead, Map<String, Object> automation, Cause cause, Instant now,
            @Nullable String userAsked) {
        Conditions conditions = new Conditions(lead, string(automation, "_id"), cause, now);
        boolean held = conditions.all(Values.list(automation.get("conditions")));
        return new Answer(held ? null : "CONDITIONS", userAsked, conditions.trace());
    }

    private static String userAsked(Lead lead, Map<String, Object> automation) {
        return lead.attributes.get("ownerId") instanceof String owner && !owner.isBlank()
                ? owner
                : string(automation, "userId");
    }

    private @Nullable String preferenceReason(Lead lead, Map<String, Object> automation, String userAsked) {
        Map<String, Object> preference = preferences
                .get(new PreferenceKey(lead.organizationId, userAsked, string(automation, "_id")));
        if (preference == null) {
            return "NO_PREFERENCE";
        }
        return Boolean.TRUE.equals(preference.get("enabled")) ? null : "PREFERENCE_OFF";
    }

    // ---- due timers

    /**
     * D1 to D5. AMBIGUITY: a timer.due without effect does not change the lead's last now either; a timer.due that
     * takes effect merges no attributes.
     */
    private void timerDue(Instant recorded, Map<String, Object> event) {
        Lead lead = leads.get(new Key(string(event, "organizationId"), string(event, "leadId")));
        Map<String, Object> data = Values.object(event.get("data"));
        String automationId = string(data, "automationId");
        Progress progress = lead == null ? null : lead.automations.get(automationId);
        Run run = progress == null ? null : progress.run;
        if (lead == null || progress == null || run == null) {
            return;
        }
        Instant now = Values.later(lead.lastNow, recorded);
        boolean current = Values.same(data.get("run"), run.number())
                && Values.same(data.get("followUp"), run.followUp())
                && run.dueAt().equals(Values.instant(data.get("dueAt")));
        if (!current || now.isBefore(run.dueAt())) {
            return;
        }
        lead.lastNow = now;
        Occasion occasion = new Occasion(string(event, "id"), "timer.due", run.cause(), null, false, now);
        Map<String, Object> automation = automations.get(new Key(lead.organizationId, automationId));
        if (automation == null) {
            cancel(lead, occasion, automationId, run, "AUTOMATION_DELETED", null, List.of());
            return;
        }
        Answer answer = recheck(lead, automation, occasion, run);
        if (answer.reason() != null) {
            cancel(lead, occasion, automationId, run, answer.reason(), answer.userAsked(), answer.trace());
            return;
        }
        // AMBIGUITY: WINDOW_OPENED is a firing that was deferred to this instant, with either logic.
        int sent = messages.size();
        fireOrDefer(lead, automation, occasion, run, run.deferred() ? "WINDOW_OPENED" : "TIMER_DUE", answer);
        converse(lead, messages.subList(sent, messages.size()));
    }

    /** D2. */
    private Answer recheck(Lead lead, Map<String, Object> automation, Occasion occasion, Run run) {
        Duration maxLateness = Values.duration(automation.get("maxLateness"));
        if (maxLateness != null && Duration.between(run.dueAt(), occasion.now()).compareTo(maxLateness) > 0) {
            return new Answer("TOO_LATE", null, List.of());
        }
        if (timerOff(automation)) {
            return new Answer("TIMER_OFF", null, List.of());
        }
        String userAsked = userAsked(lead, automation);
        String preferenceReason = preferenceReason(lead, automation, userAsked);
        if (preferenceReason != null) {
            return new Answer(preferenceReason, userAsked, List.of());
        }
        if (lead.progress(string(automation, "_id")).followUps >= maxFollowUps(automation)) {
            return new Answer("MAX_FOLLOW_UPS", userAsked, List.of());
        }
        if (optedOutOfAll(lead, automation)) {
            return new Answer("OPTED_OUT", userAsked, List.of());
        }
        // D6.
        Instant forConditions = Values.later(occasion.now(), run.dueAt().plusMillis(1));
        return judge(lead, automation, run.cause(), forConditions, userAsked);
    }

    // ---- firing

    /** D3, D4, S7. */
    private void fireOrDefer(Lead lead, Map<String, Object> automation, Occasion occasion, Run run, String reason,
            Answer answer) {
        String automationId = string(automation, "_id");
        int version = version(automation);
        Progress progress = lead.progress(automationId);
        Zone zone = zone(lead, automation);
        Instant now = occasion.now();
        Window window = null;
        if (automation.get("schedule") != null) {
            Map<String, Object> schedule = Values.object(automation.get("schedule"));
            window = Windows.containing(schedule, zone.id(), now);
            if (window == null) {
                Instant opening = Windows.nextOpening(schedule, zone.id(), now);
                // AMBIGUITY: a run stores the version that last set its timer, here as on a restart and for the next
                // follow-up.
                progress.run = new Run(run.number(), run.followUp(), opening, true, version, run.statusAtStart(),
                        run.cause());
                decide(lead, occasion, automationId, version, "DEFERRED", "OUTSIDE_SCHEDULE", answer).with(run)
                        .put("dueAt", opening).put(zone);
                return;
            }
        }
        Decision decision = decide(lead, occasion, automationId, version, "FIRED", reason, answer).with(run).put(zone);
        send(lead, automation, run, now, window, String.valueOf(answer.userAsked()), decision);
        progress.followUps++;
        if (timed(automation) && progress.followUps < maxFollowUps(automation)) {
            Instant dueAt = delayed(automation, zone, now);
            progress.run = new Run(run.number(), run.followUp() + 1, dueAt, false, version, run.statusAtStart(),
                    run.cause());
            decision.put("dueAt", dueAt);
        } else {
            progress.run = null;
            decision.put("runEnded", "COMPLETED");
        }
    }

    /** F1, F2, F4, F5. */
    private void send(Lead lead, Map<String, Object> automation, Run run, Instant now, @Nullable Window window,
            String userAsked, Decision decision) {
        List<Map<String, Object>> sent = new ArrayList<>();
        List<Map<String, Object>> skipped = new ArrayList<>();
        List<Map<String, Object>> actions = actions(automation);
        for (int index = 0; index < actions.size(); index++) {
            String channel = string(actions.get(index), "channel");
            String address = switch (channel) {
                case "sms", "whatsapp" -> Values.text(lead.attributes.get("phone"));
                case "email" -> Values.text(lead.attributes.get("email"));
                default -> Values.text(organizations.getOrDefault(lead.organizationId, Map.of()).get("webhookUrl"));
            };
            // AMBIGUITY: an action whose channel was opted out of and that has no address is OPTED_OUT; a blank text is
            // not an address.
            String reason = lead.optOuts.contains(channel)
                    ? "OPTED_OUT"
                    : address == null || address.isBlank() ? "NO_ADDRESS" : null;
            if (reason != null) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("action", index);
                entry.put("reason", reason);
                skipped.add(entry);
                continue;
            }
            String template = string(actions.get(index), "template");
            Map<String, Object> message = message(lead, automation, run, index, now, window);
            message.put("recipientKind", "lead");
            message.put("channel", channel);
            message.put("to", address);
            message.put("template", template);
            Map<String, Object> known = templates.get(new Key(lead.organizationId, template));
            // AMBIGUITY: a template is found by name, regardless of its channel; a subject is for e-mail only and is
            // not HTML.
            if (known != null) {
                message.put("text", render(string(known, "body"), channel, lead));
                if (channel.equals("email") && known.get("subject") instanceof String subject) {
                    message.put("subject", render(subject, "sms", lead));
                }
            }
            sent.add(message);
        }
        Map<String, Object> preference = preferences
                .getOrDefault(new PreferenceKey(lead.organizationId, userAsked, string(automation, "_id")), Map.of());
        Map<String, Object> notification = Values.object(preference.get("userSmsNotification"));
        if (Boolean.TRUE.equals(notification.get("enabled"))) {
            // AMBIGUITY: sent even if every action was skipped; includes `notAfter` and the lead's variables like any
            // other message. AMBIGUITY: a number that is listed twice gets one message, because both would have the
            // same id (F3).
            for (Object phoneNumber : new LinkedHashSet<>(Values.list(notification.get("phoneNumbers")))) {
                Map<String, Object> message = message(lead, automation, run, -1, now, window);
                message.put("recipientKind", "user");
                message.put("channel", "sms");
                message.put("to", phoneNumber);
                message.put("template", null);
                message.put("text", notice(String.valueOf(notification.getOrDefault("message", "")), lead));
                sent.add(message);
            }
        }
        messages.addAll(sent);
        decision.put("skippedActions", skipped).put("messages", sent.size());
    }

    private static Map<String, Object> message(Lead lead, Map<String, Object> automation, Run run, int action,
            Instant now, @Nullable Window window) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("organizationId", lead.organizationId);
        message.put("automationId", string(automation, "_id"));
        message.put("automationVersion", version(automation));
        message.put("leadId", lead.leadId);
        message.put("run", run.number());
        message.put("followUp", run.followUp());
        message.put("action", action);
        message.put("variables", new LinkedHashMap<>(lead.attributes));
        message.put("firedAt", Values.write(now));
        message.put("notAfter", window == null ? null : Values.write(window.closing()));
        return message;
    }

    /** AMBIGUITY: "its text as it is, Mustache allowed": a text that is not valid Mustache is sent unchanged. */
    private static String notice(String text, Lead lead) {
        try {
            return render(text, "sms", lead);
        } catch (MustacheException notMustache) {
            return text;
        }
    }

    private static String render(String template, String channel, Lead lead) {
        return Mustache.compiler().escapeHTML(channel.equals("email")).defaultValue("")
                .withFormatter(ReferenceModel::inText).compile(template).execute(present(lead.attributes));
    }

    /** F6: blank counts as missing, also for sections. */
    private static Object present(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> present = new LinkedHashMap<>();
            map.forEach((name, inner) -> {
                if (inner != null && !blank(inner)) {
                    present.put(name, present(inner));
                }
            });
            return present;
        }
        return value instanceof List<?> list
                ? list.stream().filter(each -> each != null && !blank(each)).map(ReferenceModel::present).toList()
                : value;
    }

    private static boolean blank(Object value) {
        return value instanceof String text && text.isBlank() || value instanceof List<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
    }

    /** F6: a list is joined by ", "; an object renders as nothing. */
    private static String inText(Object value) {
        if (value instanceof List<?> list) {
            return String.join(", ",
                    list.stream().map(ReferenceModel::inText).filter(text -> !text.isEmpty()).toList());
        }
        return value instanceof Map ? "" : String.valueOf(value);
    }

    // ---- queries

    private List<Map<String, Object>> listening(Lead lead, String type) {
        return automations.entrySet().stream()
                .filter(entry -> entry.getKey().organizationId().equals(lead.organizationId)).map(Map.Entry::getValue)
                .filter(automation -> type.equals(automation.get("event"))
                        || type.equals(automation.get("triggerType")))
                .toList();
    }

    private static boolean timed(Map<String, Object> automation) {
        return "timer".equals(automation.get("triggerLogicType"));
    }

    private static boolean timerOff(Map<String, Object> automation) {
        return timed(automation) && Boolean.FALSE.equals(Values.object(automation.get("timerLogic")).get("enabled"));
    }

    private static int maxFollowUps(Map<String, Object> automation) {
        Integer limit = Values.integer(automation.get("maxFollowUpCount"));
        return limit != null ? limit : timed(automation) ? 1 : Integer.MAX_VALUE;
    }

    private static List<Map<String, Object>> actions(Map<String, Object> automation) {
        return Values.list(Values.object(automation.get("actions")).get("sendMessage")).stream().map(Values::object)
                .toList();
    }

    private static boolean optedOutOfAll(Lead lead, Map<String, Object> automation) {
        return actions(automation).stream().allMatch(action -> lead.optOuts.contains(string(action, "channel")));
    }

    /** S8. */
    private static Instant delayed(Map<String, Object> automation, Zone zone, Instant now) {
        Map<String, Object> timerLogic = Values.object(automation.get("timerLogic"));
        Integer delay = Values.integer(timerLogic.get("delay"));
        if (delay == null) {
            throw new IllegalArgumentException("Expected a timer automation to have a delay but found " + timerLogic);
        }
        LocalDateTime local = LocalDateTime.ofInstant(now, zone.id());
        return switch (string(timerLogic, "unit")) {
            case "seconds" -> now.plus(Duration.ofSeconds(delay));
            case "minutes" -> now.plus(Duration.ofMinutes(delay));
            case "hours" -> now.plus(Duration.ofHours(delay));
            case "days" -> Windows.earlier(local.plusDays(delay), zone.id());
            case "weeks" -> Windows.earlier(local.plusWeeks(delay), zone.id());
            default -> throw new IllegalArgumentException("Expected a unit of the contract but found " + timerLogic);
        };
    }

    /** W2. AMBIGUITY: an organization's timezone that is not an IANA zone counts as absent, like a lead's. */
    private Zone zone(Lead lead, Map<String, Object> automation) {
        Object inSchedule = Values.object(automation.get("schedule")).get("timezone");
        Object inOrganization = organizations.getOrDefault(lead.organizationId, Map.of()).get("timezone");
        ZoneId ofSchedule = Values.zone(inSchedule);
        ZoneId ofLead = Values.zone(lead.attributes.get("timezone"));
        ZoneId ofOrganization = Values.zone(inOrganization);
        if (ofSchedule != null) {
            return new Zone(ofSchedule, String.valueOf(inSchedule), "schedule");
        }
        if (ofLead != null) {
            return new Zone(ofLead, String.valueOf(lead.attributes.get("timezone")), "lead");
        }
        return ofOrganization != null
                ? new Zone(ofOrganization, String.valueOf(inOrganization), "organization")
                : new Zone(ZoneId.of("UTC"), "UTC", "default");
    }

    private static int version(Map<String, Object> automation) {
        Integer version = Values.integer(automation.get("version"));
        return version == null ? 1 : version;
    }

    private static String string(Map<String, Object> object, String name) {
        return String.valueOf(object.get(name));
    }

    // ---- decisions

    /** A decision under construction. */
    private record Decision(Map<String, Object> document) {
        Decision put(String name, @Nullable Object value) {
            document.put(name, value instanceof Instant instant ? Values.write(instant) : value);
            return this;
        }

        Decision put(Zone zone) {
            return put("zone", zone.name()).put("zoneFrom", zone.from());
        }

        Decision with(Run run) {
            return put("run", run.number()).put("followUp", run.followUp());
        }
    }

    private Decision decide(Lead lead, Occasion occasion, String automationId, int version, String outcome,
            String reason, Answer answer) {
        Decision decision = new Decision(new LinkedHashMap<>());
        decision.put("organizationId", lead.organizationId).put("automationId", automationId)
                .put("automationVersion", version).put("leadId", lead.leadId);
        decision.put("eventId", occasion.eventId()).put("eventType", occasion.eventType()).put("outcome", outcome)
                .put("reason", reason);
        // AMBIGUITY: `userAsked` is set if S4 was reached.
        decision.put("run", null).put("followUp", null).put("userAsked", answer.userAsked()).put("zone", null)
                .put("zoneFrom", null);
        decision.put("dueAt", null).put("runEnded", null).put("skippedActions", List.of()).put("trace", answer.trace());
        decision.put("messages", 0).put("at", occasion.now());
        decisions.add(decision.document());
        return decision;
    }

    /** AMBIGUITY: the decision of a deleted automation has the version that the run stores. */
    private void cancel(Lead lead, Occasion occasion, String automationId, Run run, String reason,
            @Nullable String userAsked, List<Map<String, Object>> trace) {
        Map<String, Object> automation = automations.get(new Key(lead.organizationId, automationId));
        int version = automation == null ? run.automationVersion() : version(automation);
        decide(lead, occasion, automationId, version, "CANCELLED", reason, new Answer(reason, userAsked, trace))
                .with(run);
        lead.progress(automationId).run = null;
    }

    // ---- results

    /**
     * `message.commands` without `id`; `text` and `subject` are absent where there is none, `template` is null for a
     * user's SMS.
     */
    public List<Map<String, Object>> messages() {
        return List.copyOf(messages);
    }

    /** `automation.decisions` without `id`; `messages` is the number of message ids. */
    public List<Map<String, Object>> decisions() {
        return List.copyOf(decisions);
    }

    /** Ordered by due instant, then by automation, organization and lead. */
    @Override
    public List<Timer> waiting() {
        List<Timer> waiting = new ArrayList<>();
        for (Lead lead : leads.values()) {
            lead.automations.forEach((automationId, progress) -> {
                Run run = progress.run;
                if (run != null) {
                    waiting.add(new Timer(lead.organizationId, lead.leadId, automationId, run.number(), run.followUp(),
                            run.dueAt(), run.automationVersion()));
                }
            });
        }
        waiting.sort(Comparator.comparing(Timer::dueAt).thenComparing(Timer::automationId)
                .thenComparing(Timer::organizationId).thenComparing(Timer::leadId));
        return waiting;
    }

    @Override
    public Map<String, Object> timerDue(Timer timer) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("automationId", timer.automationId());
        data.put("run", timer.run());
        data.put("followUp", timer.followUp());
        data.put("dueAt", Values.write(timer.dueAt()));
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
     * {attributes, conversation, optOuts: [channel], automations: {id: {transitions, followUps, run: {number, followUp,
     * dueAt, automationVersion} or null}}}.
     */
    public Map<String, Object> lead(String organizationId, String leadId) {
        Map<String, Object> document = new LinkedHashMap<>();
        Lead lead = leads.get(new Key(organizationId, leadId));
        if (lead == null) {
            return document;
        }
        Map<String, Object> perAutomation = new LinkedHashMap<>();
        lead.automations.forEach((automationId, progress) -> {
            if (progress.transitions > 0) {
                perAutomation.put(automationId, progress(progress));
            }
        });
        document.put("attributes", new LinkedHashMap<>(lead.attributes));
        document.put("conversation", lead.conversation());
        document.put("optOuts", List.copyOf(lead.optOuts));
        document.put("automations", perAutomation);
        return document;
    }

    private static Map<String, Object> progress(Progress progress) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("transitions", progress.transitions);
        document.put("followUps", progress.followUps);
        document.put("run", null);
        Run run = progress.run;
        if (run != null) {
            Map<String, Object> waiting = new LinkedHashMap<>();
            waiting.put("number", run.number());
            waiting.put("followUp", run.followUp());
            waiting.put("dueAt", Values.write(run.dueAt()));
            waiting.put("automationVersion", run.automationVersion());
            document.put("run", waiting);
        }
        return document;
    }

    /** The reasons of all dead-lettered events (E1 to E6), in order. */
    public List<String> refused() {
        return List.copyOf(refused);
    }
}
