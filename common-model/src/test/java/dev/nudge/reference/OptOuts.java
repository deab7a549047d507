package dev.nudge.reference;

import dev.nudge.reference.EventReading.Event;
import dev.nudge.reference.Lead.OptOut;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** F4, "Recording" and "Scope": opt-outs on the lead and by address, and those that a merged lead passes on (E10). */
final class OptOuts {
    private final Settings settings;
    private final List<Map<String, Object>> suppressions;
    private final List<Map<String, Object>> appended;

    OptOuts(Settings settings, List<Map<String, Object>> suppressions, List<Map<String, Object>> appended) {
        this.settings = settings;
        this.suppressions = suppressions;
        this.appended = appended;
    }

    /** What the event says about opting out; a message whose direction cannot be read is examined, too. */
    Keywords.Kind kind(Event event) {
        boolean examined = event.inbound() || event.direction() == EventReading.Direction.IGNORED;
        return examined
                ? Keywords.of(event.data(), event.channel(), event.body(),
                        settings.organization(event.organizationId()))
                : Keywords.Kind.NONE;
    }

    /**
     * Records an opt-out or opt-in. Where only opt-outs count (E3, E9, E10: an unreadable direction, an automatic
     * message, an event from before the deletion), an opt-in is not recorded.
     */
    void record(Lead lead, Event event, Keywords.Kind kind, boolean deleted) {
        boolean onlyOptOuts = deleted || event.automatic() || event.direction() == EventReading.Direction.IGNORED;
        if (kind == Keywords.Kind.OPT_OUT || event.type().equals("lead.opted_out")) {
            outScopes(event).forEach(scope -> record(lead, event, scope, true));
        } else if (!onlyOptOuts && (kind == Keywords.Kind.OPT_IN || event.type().equals("lead.opted_in"))) {
            inScopes(event).forEach(scope -> record(lead, event, scope, false));
        }
    }

    private static Set<String> outScopes(Event event) {
        Set<String> scopes = new LinkedHashSet<>(inScopes(event));
        if (scopes.isEmpty()) {
            scopes.addAll(List.of("phone", "email"));
        }
        if (Keywords.namesTexts(event.data(), event.channel(), event.body())) {
            scopes.add("phone");
        }
        return scopes;
    }

    /** The scope of a channel; none for any other channel. */
    private static List<String> inScopes(Event event) {
        return switch (String.valueOf(event.channel())) {
            case "sms", "whatsapp" -> List.of("phone");
            case "phone" -> event.type().startsWith("lead.") ? List.of("phone") : List.of();
            case "email" -> List.of("email");
            default -> List.of();
        };
    }

    private void record(Lead lead, Event event, String scope, boolean out) {
        OptOut known = lead.optOuts.get(scope);
        String by = Values.textOrNumber(event.data().get("by"));
        // The newest by `occurredAt` counts; on a tie the opt-out.
        if (known == null || event.occurredAt().isAfter(known.at())
                || event.occurredAt().equals(known.at()) && out && !known.optedOut()) {
            lead.optOuts.put(scope, new OptOut(out, event.occurredAt(), by));
        }
        // What the lead itself asked for remains its own when a user records it too.
        if (known != null && known.optedOut() && out && (known.by() == null || by == null)) {
            lead.optOuts.computeIfPresent(scope, (same, newest) -> new OptOut(true, newest.at(), null));
        }
        Set<String> addresses = new LinkedHashSet<>();
        add(addresses, address(lead, scope, lead.attributes.get(scope)));
        String named = event.type().startsWith("lead.") ? "address" : "from";
        add(addresses, address(lead, scope, event.data().get(named)));
        for (String address : addresses) {
            Map<String, Object> change = new LinkedHashMap<>();
            change.put("organizationId", lead.organizationId);
            change.put("scope", scope);
            change.put("address", address);
            change.put("suppressed", out);
            change.put("occurredAt", Instants.write(event.occurredAt()));
            suppressions.add(change);
        }
        if (out && lead.mergedInto != null) {
            passOn(lead, scope, addresses.stream().findFirst().orElse(null), event.occurredAt(), by);
        }
    }

    private static void add(Set<String> addresses, @Nullable String address) {
        if (address != null) {
            addresses.add(Addresses.compared(address));
        }
    }

    private @Nullable String address(Lead lead, String scope, @Nullable Object value) {
        return scope.equals("phone")
                ? Addresses.phone(value, settings.defaultRegion(lead.organizationId))
                : Addresses.email(value);
    }

    // ---- E10

    /** The opt-outs of a lead that was merged, before its attributes are removed. */
    void passOnAll(Lead lead) {
        lead.optOuts.entrySet().stream().filter(entry -> entry.getValue().optedOut())
                .sorted(java.util.Comparator.comparing(entry -> entry.getValue().at()))
                .forEach(entry -> passOn(lead, entry.getKey(),
                        address(lead, entry.getKey(), lead.attributes.get(entry.getKey())), entry.getValue().at(),
                        entry.getValue().by()));
    }

    private void passOn(Lead lead, String scope, @Nullable String address, java.time.Instant at, @Nullable String by) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("channel", scope);
        data.put("address", address);
        data.put("by", by);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id",
                "merged-" + Digests.of(List.of(lead.leadId, scope, String.valueOf(at), String.valueOf(address))));
        event.put("type", "lead.opted_out");
        event.put("organizationId", lead.organizationId);
        event.put("leadId", lead.mergedInto);
        event.put("occurredAt", Instants.write(at));
        event.put("data", data);
        appended.add(event);
    }

    // ---- S9, D2

    /** Whether the lead opted out of a channel; nothing opts out of the webhook. */
    static boolean optedOut(Lead lead, String channel) {
        return switch (channel) {
            case "sms", "whatsapp" -> lead.optedOut("phone");
            case "email" -> lead.optedOut("email");
            default -> false;
        };
    }

    /** Whether every channel of these actions is opted out. */
    static boolean optedOutOfAll(Lead lead, List<Map<String, Object>> actions) {
        List<String> channels = new ArrayList<>();
        actions.forEach(action -> channels.add(Values.string(action, "channel")));
        return !channels.isEmpty() && channels.stream().allMatch(channel -> optedOut(lead, channel));
    }
}
