package dev.nudge.story;

import dev.nudge.automation.Automation;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.Preference;
import dev.nudge.decision.Decider;
import dev.nudge.decision.Decision;
import dev.nudge.decision.Verdict;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
import dev.nudge.json.Reading;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Run;
import dev.nudge.lead.Suppression;
import dev.nudge.message.Message;
import dev.nudge.message.Template;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of tests that run stories about leads against the pure core. A story begins on Wednesday 2026-04-22 at
 * 10:00 UTC; time passes only when the story says so, and timers become due in order at exactly their instant. A lead
 * gets a phone number and an e-mail address before its first event, unless it is declared a {@link #stranger}.
 */
public class Story {

    /** The organization, unless a story names another one. */
    public static final String ORGANIZATION = "acme";
    /** The creator of automations, whose preference applies to leads without an owner. */
    public static final String CREATOR = "uma";
    public static final String PHONE = "+14155550100";
    public static final String EMAIL = "lead@example.com";

    private final Configuration rules = new Configuration();
    private final Map<LeadKey, Lead> leads = new LinkedHashMap<>();
    private final Set<LeadKey> strangers = new HashSet<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<LeadEvent> forwarded = new ArrayList<>();
    private final List<Suppression> suppressions = new ArrayList<>();
    private final List<LeadKey> removals = new ArrayList<>();
    private final Map<String, @Nullable Object> settings = new LinkedHashMap<>(
            Map.of("_id", ORGANIZATION, "version", 1));
    private final List<String> refusals = new ArrayList<>();
    private Instant now = Instant.parse("2026-04-22T10:00:00Z");
    private int events;

    // ---- vocabulary

    public static AutomationBuilder automation() {
        return new AutomationBuilder();
    }

    public static PreferenceBuilder preferenceOf(String userId) {
        return new PreferenceBuilder(userId);
    }

    public static EventBuilder event(String type) {
        return new EventBuilder(type);
    }

    /** A text message that the lead wrote. */
    public static EventBuilder inbound(String body) {
        return event(LeadEvent.MESSAGE_RECEIVED).data("direction", "inbound").data("channel", "sms").data("body", body);
    }

    /** A text message that a person wrote to the lead. */
    public static EventBuilder outbound(String body) {
        return event(LeadEvent.MESSAGE_SENT).data("channel", "sms").data("body", body);
    }

    /** A text message that an automation sent. */
    public static EventBuilder sentByAutomation(String body) {
        return outbound(body).data("origin", "automation");
    }

    /** A message that a machine wrote in the lead's name: an auto-reply, a receipt or a reaction. */
    public static EventBuilder automatic(String body) {
        return inbound(body).data("automatic", true);
    }

    public static EventBuilder deletion() {
        return event(LeadEvent.LEAD_DELETED);
    }

    public static EventBuilder mergeInto(String leadId) {
        return event(LeadEvent.LEAD_MERGED).data("into", leadId);
    }

    /** An opt-out that a user recorded. */
    public static EventBuilder optedOut(String channel) {
        return event(LeadEvent.OPTED_OUT).data("channel", channel);
    }

    /** An opt-in that a user recorded. */
    public static EventBuilder optedIn(String channel) {
        return event(LeadEvent.OPTED_IN).data("channel", channel);
    }

    /** A step of an automation. */
    public static StepBuilder step(long delay, String unit) {
        return new StepBuilder(delay, unit);
    }

    public static EventBuilder statusChange(String from, String to) {
        return event(LeadEvent.STATUS_CHANGE).data("from", from).data("to", to);
    }

    public static EventBuilder statusChange(String to) {
        return event(LeadEvent.STATUS_CHANGE).data("to", to);
    }

    public static EventBuilder updated(String attribute, @Nullable Object value) {
        return event(LeadEvent.LEAD_UPDATED).saying(attribute, value);
    }

    public static Duration days(int count) {
        return Duration.ofDays(count);
    }

    public static Duration hours(int count) {
        return Duration.ofHours(count);
    }

    public static Duration minutes(int count) {
        return Duration.ofMinutes(count);
    }

    public static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }

    /** An instant with any offset. */
    public static Instant at(String instant) {
        return OffsetDateTime.parse(instant).toInstant();
    }

    // ---- given

    /** Saves the automation and enables it for its creator, unless the story has set that preference. */
    public void given(AutomationBuilder builder) {
        Automation automation = builder.read();
        boolean edited = rules.automation(automation.organizationId(), automation.id()).isPresent();
        rules.put(automation);
        if (!edited && rules.preference(automation.organizationId(), automation.createdBy(), automation.id())
                .isEmpty()) {
            rules.put(automation.organizationId(), automation.createdBy(), automation.id(),
                    new Preference(true, null, 1));
        }
    }

    public void given(PreferenceBuilder preference) {
        rules.put(preference.organizationId(), preference.userId(), preference.automationId(), preference.read());
    }

    /** Removes the user's preference for the automation. */
    public void givenNoPreferenceOf(String userId, String automationId) {
        rules.put(ORGANIZATION, userId, automationId, null);
    }

    /** Sets one of the organization's settings; the others stay as they are. */
    public void givenTheOrganization(String setting, @Nullable Object value) {
        settings.put(setting, value);
        rules.put(OrganizationReader.read(settings).orThrow());
    }

    /** Sets quiet hours on every day, without a time zone of their own. */
    public void givenQuietHours(String start, String end) {
        givenTheOrganization("quietHours", Map.of("start", start, "end", end));
    }

    public void givenTheTemplate(String name, String body) {
        rules.put(ORGANIZATION, name, Template.read(Map.of("name", name, "body", body)).orThrow());
    }

    public void givenTheTemplate(String name, String subject, String body) {
        rules.put(ORGANIZATION, name,
                Template.read(Map.of("name", name, "subject", subject, "body", body)).orThrow());
    }

    /** A template with an approved template of WhatsApp. */
    public void givenTheTemplate(String name, String body, String contentSid, Map<String, String> contentVariables) {
        rules.put(ORGANIZATION, name, Template.read(Map.of("name", name, "body", body, "contentSid", contentSid,
                "contentVariables", contentVariables)).orThrow());
    }

    /** Removes all knowledge of the automation, including a deletion. */
    public void notOnRecord(String automationId) {
        rules.forgetAutomation(ORGANIZATION, automationId);
    }

    public void deleted(String automationId) {
        rules.deleteAutomation(ORGANIZATION, automationId);
    }

    /** Declares that the lead has no attributes before its first event. */
    public void stranger(String leadId) {
        strangers.add(new LeadKey(ORGANIZATION, leadId));
    }

    // ---- actions

    /** Sets the clock without firing timers: for the beginning of a story, or after an outage. */
    public void itIs(String instant) {
        now = at(instant);
    }

    public Instant now() {
        return now;
    }

    /** Writes the events to the log at the present time, in order. */
    public void receive(EventBuilder... builders) {
        Stream.of(builders).forEach(this::receiveOne);
    }

    private void receiveOne(EventBuilder builder) {
        Map<String, @Nullable Object> json = builder.toJson();
        if (!json.containsKey("id")) {
            json.put("id", "evt-" + ++events);
        }
        receiveJson(json);
    }

    /** Receives a record's JSON unchanged, valid or not. */
    public void receiveJson(Map<String, ? extends @Nullable Object> json) {
        switch (LeadEventReader.read(json)) {
            case Reading.Understood<LeadEvent>(LeadEvent event) -> receive(event);
            case Reading.Refused<LeadEvent> refused -> refusals.add(refused.reason());
        }
    }

    private void receive(LeadEvent event) {
        if (!leads.containsKey(event.key()) && !strangers.contains(event.key()) && !event.isTimerDue()) {
            introduce(event.key());
        }
        decide(event);
    }

    private void introduce(LeadKey key) {
        Map<String, @Nullable Object> addresses = new LinkedHashMap<>();
        addresses.put("phone", PHONE);
        addresses.put("email", EMAIL);
        LeadEvent introduction = new LeadEvent("introduction", LeadEvent.LEAD_UPDATED, key, null, Map.of(), addresses);
        if (Decider.decide(null, introduction, now, new Configuration()) instanceof Verdict.Decided decided) {
            leads.put(key, decided.lead());
        }
    }

    private void decide(LeadEvent event) {
        switch (Decider.decide(leads.get(event.key()), event, now, rules)) {
            case Verdict.Decided decided -> {
                leads.put(decided.lead().key(), decided.lead());
                decisions.addAll(decided.decisions());
                messages.addAll(decided.messages());
                forwarded.addAll(decided.events());
                suppressions.addAll(decided.suppressions());
                if (decided.removesLead()) {
                    removals.add(decided.lead().key());
                }
            }
            case Verdict.Nothing() -> {
            }
            case Verdict.Early() -> {
            }
        }
    }

    /** Time passes; every timer becomes due at exactly its instant. */
    public void advance(Duration duration) {
        Instant target = now.plus(duration);
        for (Optional<Waiting> next = firstDue(target); next.isPresent(); next = firstDue(target)) {
            Waiting due = next.get();
            now = due.dueAt().isAfter(now) ? due.dueAt() : now;
            decide(LeadEvent.timerDue(due.key(), due.timer()));
            if (waiting(Objects.requireNonNull(leads.get(due.key()))).anyMatch(due::equals)) {
                throw new AssertionError("Expected " + due + " to act at " + now + " but it waits on");
            }
        }
        now = target;
    }

    public void advanceTo(String instant) {
        advance(Duration.between(now, at(instant)));
    }

    /** Time passes while no engine is running; timers that became due are processed when the story continues. */
    public void outage(Duration duration) {
        now = now.plus(duration);
    }

    /** The record of the automation's current timer, to be repeated or changed later. */
    public EventBuilder timerOf(String automationId, String leadId) {
        Run run = waitingRun(automationId, leadId);
        return event(LeadEvent.TIMER_DUE).of(leadId).data("automationId", automationId).data("run", run.number())
                .data("followUp", run.followUp()).data("dueAt", Json.text(run.dueAt()));
    }

    private record Waiting(LeadKey key, DueTimer timer) {
        Instant dueAt() {
            return timer.dueAt();
        }
    }

    private Optional<Waiting> firstDue(Instant until) {
        return leads.values().stream().flatMap(Story::waiting).filter(waiting -> !waiting.dueAt().isAfter(until))
                .min(Comparator.comparing(Waiting::dueAt));
    }

    private static Stream<Waiting> waiting(Lead lead) {
        return lead.automations().entrySet().stream().flatMap(entry -> entry.getValue().runs().stream()
                .map(run -> new Waiting(lead.key(), run.timer(entry.getKey()))));
    }

    // ---- results

    public ListAssert<Message> assertThatMessagesTo(String leadId) {
        return Assertions.assertThat(messagesTo(leadId)).as("messages to %s", leadId);
    }

    /** The messages of firings for the lead, including those to users. */
    public List<Message> messagesTo(String leadId) {
        return messages.stream().filter(message -> message.leadId().equals(leadId)).toList();
    }

    public DecisionsAssert assertThatDecisionsFor(String leadId) {
        return new DecisionsAssert(
                decisions.stream().filter(decision -> decision.leadId().equals(leadId)).toList(), leadId);
    }

    /** The reasons of refused events, in order. */
    public ListAssert<String> assertThatRefusals() {
        return Assertions.assertThat(refusals).as("refusals");
    }

    /** The state of a lead of {@link #ORGANIZATION}. */
    public Lead stateOf(String leadId) {
        return Objects.requireNonNull(leads.get(new LeadKey(ORGANIZATION, leadId)),
                () -> "nothing is known of " + leadId);
    }

    public boolean knows(String leadId) {
        return leads.containsKey(new LeadKey(ORGANIZATION, leadId));
    }

    /** The only waiting run of the automation for the lead. */
    public Run waitingRun(String automationId, String leadId) {
        List<Run> runs = waitingRuns(automationId, leadId);
        Assertions.assertThat(runs).as("waiting runs of %s for %s", automationId, leadId).hasSize(1);
        return runs.getFirst();
    }

    /** All waiting runs of the automation for the lead, in the order of their numbers. */
    public List<Run> waitingRuns(String automationId, String leadId) {
        return stateOf(leadId).progressOf(automationId).runs();
    }

    public boolean waits(String automationId, String leadId) {
        return !waitingRuns(automationId, leadId).isEmpty();
    }

    /** The events that were appended for other leads, in order. */
    public List<LeadEvent> forwarded() {
        return List.copyOf(forwarded);
    }

    /** The addresses that the suppression list contains, as they are compared. */
    public ListAssert<String> assertThatSuppressedAddresses() {
        Map<String, Suppression> newest = new LinkedHashMap<>();
        suppressions.forEach(each -> newest.merge(each.address().key(), each, Story::newer));
        return Assertions.assertThat(newest.values().stream().filter(Suppression::suppressed)
                .map(each -> each.address().key()).toList()).as("suppressed addresses");
    }

    private static Suppression newer(Suppression known, Suppression candidate) {
        boolean isNewer = candidate.at().isAfter(known.at())
                || candidate.at().equals(known.at()) && candidate.suppressed();
        return isNewer ? candidate : known;
    }

    /** How often personal data in the lead's messages and decisions were to be removed. */
    public int removals(String leadId) {
        return Collections.frequency(removals, new LeadKey(ORGANIZATION, leadId));
    }
}
