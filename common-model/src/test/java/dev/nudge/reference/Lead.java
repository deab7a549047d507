package dev.nudge.reference;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The state of one lead. */
final class Lead {
    final String organizationId;
    final String leadId;
    final Map<String, Object> attributes = new LinkedHashMap<>();
    final TreeSet<String> optOuts = new TreeSet<>();
    final List<String> appliedIds = new ArrayList<>();
    final List<String> ownIds = new ArrayList<>();
    final TreeMap<String, Progress> automations = new TreeMap<>();
    @Nullable
    Instant lastNow;
    @Nullable
    Instant createdAt;
    @Nullable
    Instant statusChangedAt;
    @Nullable
    Instant lastInboundAt;
    @Nullable
    Instant lastOutboundAt;
    @Nullable
    String previousStatus;
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

    /** The progress of one automation with the lead. */
    static final class Progress {
        int transitions;
        int followUps;
        @Nullable
        Run run;
    }

    /** A waiting run; `deferred` when it waits for an opening. */
    record Run(int number, int followUp, Instant dueAt, boolean deferred, int automationVersion,
            @Nullable String statusAtStart, Cause cause) {}

    /** The event that started or restarted a run, and the lead before and after it. */
    record Cause(String type, Map<String, Object> data, Lead before, Lead after) {
        /**
         * S10: what a waiting run stores. AMBIGUITY: a longer text is truncated, not omitted; the first 32 values in
         * the event's order.
         */
        Cause remembered() {
            Map<String, Object> scalars = new LinkedHashMap<>();
            data.forEach((name, value) -> {
                boolean scalar = value instanceof String || value instanceof Number || value instanceof Boolean;
                if (scalar && scalars.size() < 32) {
                    scalars.put(name,
                            value instanceof String text && text.length() > 1024 ? text.substring(0, 1024) : value);
                }
            });
            return new Cause(type, scalars, before, after);
        }
    }

    Lead(String organizationId, String leadId) {
        this.organizationId = organizationId;
        this.leadId = leadId;
    }

    @Nullable
    String status() {
        return Values.text(attributes.get("status"));
    }

    Progress progress(String automationId) {
        return automations.computeIfAbsent(automationId, absent -> new Progress());
    }

    /** The lead as it is now, without its waiting runs. */
    Lead copy() {
        Lead copy = new Lead(organizationId, leadId);
        copy.attributes.putAll(attributes);
        copy.optOuts.addAll(optOuts);
        copy.lastNow = lastNow;
        copy.createdAt = createdAt;
        copy.statusChangedAt = statusChangedAt;
        copy.lastInboundAt = lastInboundAt;
        copy.lastOutboundAt = lastOutboundAt;
        copy.previousStatus = previousStatus;
        copy.lastInboundChannel = lastInboundChannel;
        copy.lastInboundBody = lastInboundBody;
        copy.lastInboundDirection = lastInboundDirection;
        copy.lastMessageDirection = lastMessageDirection;
        copy.inboundCount = inboundCount;
        copy.outboundCount = outboundCount;
        automations.forEach((id, progress) -> {
            copy.progress(id).transitions = progress.transitions;
            copy.progress(id).followUps = progress.followUps;
        });
        return copy;
    }

    /** "What conditions can see", except `event.*`. */
    @Nullable
    Object field(String name, String automationId) {
        if (name.startsWith("attributes.")) {
            // AMBIGUITY: well-known attributes are available under this name, too.
            return attributes.get(name.substring("attributes.".length()));
        }
        return switch (name) {
            case "previousStatus" -> previousStatus;
            case "statusChangedAt" -> Values.write(statusChangedAt);
            case "createdAt" -> Values.write(createdAt);
            case "lastInboundAt" -> Values.write(lastInboundAt);
            case "lastOutboundAt" -> Values.write(lastOutboundAt);
            case "lastInboundChannel" -> lastInboundChannel;
            case "lastInboundBody" -> lastInboundBody;
            case "lastInboundDirection" -> lastInboundDirection;
            case "lastMessageDirection" -> lastMessageDirection;
            // AMBIGUITY: counts are 0, not missing, before the first message.
            case "inboundCount" -> inboundCount;
            case "outboundCount" -> outboundCount;
            case "followUpCount" -> {
                Progress progress = automations.get(automationId);
                yield progress == null ? 0 : progress.followUps;
            }
            default -> attributes.get(name);
        };
    }

    Map<String, Object> conversation() {
        Map<String, Object> conversation = new LinkedHashMap<>();
        for (String name : List.of("createdAt", "previousStatus", "statusChangedAt", "lastInboundAt", "lastOutboundAt",
                "lastInboundChannel", "lastInboundBody",
                "lastInboundDirection", "lastMessageDirection", "inboundCount", "outboundCount")) {
            Object value = field(name, "");
            if (value != null) {
                conversation.put(name, value);
            }
        }
        return conversation;
    }
}
