package dev.nudge.reference;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The state of one lead. */
final class Lead {
    final String organizationId;
    final String leadId;

    // What every lead keeps, also after its deletion (E10).
    final Map<String, Instant> appliedIds = new LinkedHashMap<>();
    final TreeMap<String, OptOut> optOuts = new TreeMap<>();
    final TreeMap<String, Progress> automations = new TreeMap<>();
    /** W5: the local dates of the messages that count for caps, one entry per message. */
    final List<LocalDate> capped = new ArrayList<>();
    @Nullable
    Instant lastNow;
    @Nullable
    Instant deletedAt;
    @Nullable
    String mergedInto;

    // What a deletion removes.
    final Map<String, Object> attributes = new LinkedHashMap<>();
    @Nullable
    Instant attributesAt;
    @Nullable
    Instant createdAt;
    @Nullable
    String previousStatus;
    @Nullable
    Instant statusChangedAt;
    @Nullable
    Instant lastInboundAt;
    @Nullable
    Instant lastOutboundAt;
    @Nullable
    Instant lastOwnAt;
    @Nullable
    String lastInboundChannel;
    @Nullable
    String lastInboundBody;
    @Nullable
    String lastInboundDirection;
    @Nullable
    String lastMessageDirection;
    int inboundCount;
    int outboundCount;

    /** F4: the newest statement about `phone` or `email`. */
    record OptOut(boolean optedOut, Instant at, @Nullable String by) {}

    /** What one automation did about the lead. */
    static final class Progress {
        /** S10: the number of the last run. */
        int lastRun;
        /** S5: the runs that count. */
        int transitions;
        /** S6: the firings since the last reply. */
        int followUps;
        /** S13: the instants of all firings; the last one is that of S6. */
        final List<Instant> firings = new ArrayList<>();
        /** In the order in which they started. */
        final List<Run> runs = new ArrayList<>();
    }

    /** A waiting run. */
    static final class Run {
        final int number;
        final boolean timed;
        int followUp = 1;
        Instant dueAt;
        /** D5: the instant from which lateness counts. */
        Instant lateFrom;
        boolean deferred;
        /** S6: the follow-ups that count. */
        int counted;
        /** C1: whether it has fired. */
        boolean fired;
        int automationVersion;
        Instant firstStartedAt;
        /** C2: when the event occurred that started or restarted it. */
        Instant startedBy;
        @Nullable
        String statusAtStart;
        Cause cause;

        Run(int number, boolean timed, Instant now, Instant dueAt, int automationVersion, Instant startedBy,
                @Nullable String statusAtStart, Cause cause) {
            this.number = number;
            this.timed = timed;
            this.firstStartedAt = now;
            this.dueAt = dueAt;
            this.lateFrom = dueAt;
            this.automationVersion = automationVersion;
            this.startedBy = startedBy;
            this.statusAtStart = statusAtStart;
            this.cause = cause;
        }
    }

    /**
     * S10: the event that a run remembers, and the lead's fields before and after it. `keptPaths` is null when all of
     * `data` was kept.
     */
    record Cause(String eventId, String type, Map<String, Object> data, @Nullable List<String> keptPaths,
            Map<String, Object> before, Map<String, Object> after, Map<String, Integer> followUpsBefore,
            Map<String, Integer> followUpsAfter) {}

    Lead(String organizationId, String leadId) {
        this.organizationId = organizationId;
        this.leadId = leadId;
    }

    @Nullable
    String status() {
        return Values.missing(attributes.get("status")) ? null : Values.text(attributes.get("status"));
    }

    Progress progress(String automationId) {
        return automations.computeIfAbsent(automationId, absent -> new Progress());
    }

    boolean optedOut(String scope) {
        OptOut newest = optOuts.get(scope);
        return newest != null && newest.optedOut();
    }

    /** E10: removes attributes and conversation. */
    void forget() {
        attributes.clear();
        attributesAt = null;
        createdAt = null;
        previousStatus = null;
        statusChangedAt = null;
        lastInboundAt = null;
        lastOutboundAt = null;
        lastOwnAt = null;
        lastInboundChannel = null;
        lastInboundBody = null;
        lastInboundDirection = null;
        lastMessageDirection = null;
        inboundCount = 0;
        outboundCount = 0;
    }

    /** The engine's own fields that conditions can see, except `followUpCount`; instants as they are written. */
    Map<String, Object> conversation() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("createdAt", Instants.write(createdAt));
        fields.put("previousStatus", previousStatus);
        fields.put("statusChangedAt", Instants.write(statusChangedAt));
        fields.put("lastInboundAt", Instants.write(lastInboundAt));
        fields.put("lastOutboundAt", Instants.write(lastOutboundAt));
        fields.put("lastInboundChannel", lastInboundChannel);
        fields.put("lastInboundBody", lastInboundBody);
        fields.put("lastInboundDirection", lastInboundDirection);
        fields.put("lastMessageDirection", lastMessageDirection);
        fields.put("inboundCount", inboundCount);
        fields.put("outboundCount", outboundCount);
        fields.values().removeIf(value -> value == null);
        return fields;
    }

    /** The fields of {@link #conversation()} and, under "attributes", the attributes, as they are now. */
    Map<String, Object> fields() {
        Map<String, Object> fields = conversation();
        fields.put("attributes", new LinkedHashMap<>(attributes));
        return fields;
    }

    Map<String, Integer> followUpCounts() {
        TreeMap<String, Integer> counts = new TreeMap<>();
        automations.forEach((id, progress) -> counts.put(id, progress.followUps));
        return counts;
    }

    /** The ids of the automations with waiting runs. */
    Set<String> waiting() {
        TreeSet<String> waiting = new TreeSet<>();
        automations.forEach((id, progress) -> {
            if (!progress.runs.isEmpty()) {
                waiting.add(id);
            }
        });
        return waiting;
    }
}
