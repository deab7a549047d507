package dev.nudge.reference;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Generates automations that the API would accept, from a small set of values, so that they often match the events of a
 * history.
 */
final class RandomAutomations {
    static final List<String> ZONES = List.of("America/New_York", "Europe/Lisbon", "Australia/Lord_Howe",
            "America/Sao_Paulo", "Asia/Kolkata", "Australia/Sydney", "UTC");
    static final List<String> STATUSES = List.of("New lead", "Contacted", "Won", " new  LEAD");
    static final List<String> EVENT_TYPES = List.of("message.received", "message.received", "status_change",
            "status_change", "lead.updated", "form.submitted", "message.sent");
    static final List<String> CHANNELS = List.of("sms", "sms", "whatsapp", "email", "webhook");
    static final List<String> TEMPLATES = List.of("hello", "reminder", "last-call", "unknown");
    static final List<Object> SCORES = List.of(5, 5.0, "5", 6, 4.5, true, -1, 0, 1000, "85", "five",
            new BigDecimal("1234567890123456789.0"), 1234567890123456789L);
    static final List<String> CITIES = List.of("Porto", "porto", "Oporto", "Faro", "Port");
    static final List<String> TAGS = List.of("hot", "Hot", "new", "vip");
    static final List<String> DURATIONS = List.of("30s", "5m", "30m", "1h", "24h", "1d", "2d", "1w");

    private static final List<String> TEXT_FIELDS = List.of("status", "status", "previousStatus", "ownerId", "phone",
            "email", "timezone", "firstName", "lastInboundChannel", "lastInboundBody", "lastInboundDirection",
            "lastMessageDirection", "event.type", "event.data.channel", "event.data.form", "event.data.to", "city",
            "attributes.city", "event.data.note", "event.data.d05", "event.data.order.city", "address", "address.city",
            "attributes.lastInboundBody");
    private static final List<String> NUMBER_FIELDS = List.of("inboundCount", "outboundCount", "followUpCount", "score",
            "attributes.score", "event.data.amount", "event.data.order.total", "address.no", "attributes.inboundCount");
    private static final List<String> INSTANT_FIELDS = List.of("lastInboundAt", "lastOutboundAt", "statusChangedAt",
            "createdAt", "appointmentAt", "attributes.appointmentAt");
    private static final List<String> LIST_FIELDS = List.of("tags", "interests", "attributes.interests");
    private static final List<String> OPERATORS = List.of("eq", "eq", "neq", "gt", "gte", "lt", "lte", "between", "in",
            "notIn", "contains", "notContains", "startsWith", "endsWith", "matches", "exists", "exists", "notExists",
            "changed", "changedFrom", "changedTo", "withinLast", "olderThan");
    private static final List<String> TEXTS = List.of("New lead", "Contacted", "Won", "inbound", "outbound", "sms",
            "contact", "Porto", "hot", "5", "creator", "ana", "message.received", "America/New_York");
    private static final List<String> PARTS = List.of("o", "NEW", "port", "Hot", "lead", "in", "STOP", "a", "the end",
            "xx");
    private static final List<String> PATTERNS = List.of("^New", "(?i)new", "o+r?t$", "^\\w+$", ".", "bound",
            "[0-9]{3}");
    static final List<List<String>> WINDOWS = List.of(List.of("09:00", "18:00"), List.of("09:00", "18:00"),
            List.of("22:00", "06:00"), List.of("02:30", "03:30"), List.of("02:00", "03:00"), List.of("02:00", "02:30"),
            List.of("01:30", "02:30"), List.of("00:30", "01:30"), List.of("23:30", "00:30"), List.of("12:00", "11:00"),
            List.of("00:00", "24:00"), List.of("01:45", "01:15"), List.of("02:15", "01:30"), List.of("12:00", "12:05"),
            List.of("08:00:00", "24:00"));

    private final Random random;
    private final Instant base;

    RandomAutomations(Random random, Instant base) {
        this.random = random;
        this.base = base;
    }

    Map<String, Object> automation(String organizationId, String automationId, String userId, int version) {
        return automation(organizationId, automationId, userId, version, chance(65));
    }

    private Map<String, Object> automation(String organizationId, String automationId, String userId, int version,
            boolean timer) {
        Map<String, Object> automation = new LinkedHashMap<>();
        automation.put("_id", automationId);
        automation.put("organizationId", organizationId);
        automation.put("userId", userId);
        automation.put("name", "Automation " + automationId);
        int triggers = random.nextInt(6);
        if (triggers != 0) {
            automation.put("event", pick(EVENT_TYPES));
        }
        if (triggers < 2) {
            automation.put("triggerType", pick(EVENT_TYPES));
        }
        automation.put("conditions", chance(60) ? List.of() : elements(1 + random.nextInt(2), 0));
        automation.put("triggerLogicType", timer ? "timer" : "event");
        boolean steps = timer && chance(40);
        if (timer && !steps || chance(10)) {
            automation.put("timerLogic", timerLogic());
        }
        if (steps) {
            automation.put("steps", steps());
        }
        automation.put("actions", object("sendMessage", actions()));
        if (chance(18)) {
            automation.put("sourceStatuses", chance(20) ? List.of() : some(STATUSES));
        }
        if (chance(18)) {
            automation.put("targetStatuses", chance(20) ? List.of() : some(STATUSES));
        }
        if (chance(20)) {
            automation.put("maxTransitions", 1 + random.nextInt(3));
        }
        if (chance(60)) {
            automation.put("maxFollowUpCount", 1 + random.nextInt(3));
        }
        if (chance(40)) {
            automation.put("schedule", schedule());
        }
        if (chance(40)) {
            automation.put("cancelOn", pick(
                    List.of(List.of("reply"), List.of("status_change"), List.of("reply", "status_change"), List.of())));
        }
        if (chance(20)) {
            automation.put("maxLateness", pick(List.of("30s", "5m", "1h", "1d")));
        }
        automation.put("version", version);
        return automation;
    }

    /**
     * The automation with one random change, never of its logic; `limit` makes it likely that the limit of follow-ups
     * is already reached.
     */
    Map<String, Object> edited(Map<String, Object> automation, boolean limit) {
        int version = Integer.parseInt(String.valueOf(automation.get("version"))) + 1;
        boolean timer = "timer".equals(automation.get("triggerLogicType"));
        Map<String, Object> fresh = automation(String.valueOf(automation.get("organizationId")),
                String.valueOf(automation.get("_id")), String.valueOf(automation.get("userId")), version, timer);
        if (chance(20)) {
            return fresh;
        }
        Map<String, Object> edited = new LinkedHashMap<>(automation);
        edited.put("version", version);
        for (String field : pick(List.of(List.of("conditions"), List.of("timerLogic", "steps"), List.of("actions"),
                List.of("sourceStatuses", "targetStatuses"), List.of("maxTransitions", "maxFollowUpCount"),
                List.of("schedule"), List.of("cancelOn"), List.of("maxLateness")))) {
            if (fresh.containsKey(field)) {
                edited.put(field, fresh.get(field));
            } else {
                edited.remove(field);
            }
        }
        if (timer && chance(15)) {
            edited.put("timerLogic", object("enabled", false, "delay", 1, "unit", "hours"));
        }
        if (chance(limit ? 80 : 10)) {
            edited.put("maxFollowUpCount", 1);
        }
        return edited;
    }

    private Map<String, Object> timerLogic() {
        Map<String, Object> timerLogic = delay();
        if (chance(50)) {
            timerLogic.put("enabled", chance(85));
        }
        return timerLogic;
    }

    private Map<String, Object> delay() {
        String unit = pick(List.of("seconds", "minutes", "hours", "hours", "days", "days", "weeks"));
        return object("delay", switch (unit) {
            case "seconds", "minutes" -> pick(List.of(1, 30, 60));
            case "hours" -> pick(List.of(1, 2, 24));
            case "days" -> pick(List.of(1, 1, 2, 7));
            default -> 1;
        }, "unit", unit);
    }

    private List<Map<String, Object>> steps() {
        List<Map<String, Object>> steps = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int index = 0; index < count; index++) {
            Map<String, Object> step = delay();
            if (index == 0 && chance(20)) {
                step.put("delay", 0);
            }
            if (chance(35)) {
                step.put("actions", object("sendMessage", actions()));
            }
            if (chance(30)) {
                step.put("conditions", elements(1, 1));
            }
            steps.add(step);
        }
        return steps;
    }

    private Map<String, Object> schedule() {
        Map<String, Object> schedule = hours(pick(WINDOWS));
        if (chance(40)) {
            schedule.put("timezone", pick(ZONES));
        }
        return schedule;
    }

    /** A window, sometimes on some days only. */
    Map<String, Object> hours(List<String> window) {
        Map<String, Object> hours = object("start", window.get(0), "end", window.get(1));
        if (chance(30)) {
            hours.put("days", some(List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")));
        }
        return hours;
    }

    private List<Map<String, Object>> actions() {
        List<Map<String, Object>> actions = new ArrayList<>();
        int count = chance(60) ? 1 : 1 + random.nextInt(4);
        for (int index = 0; index < count; index++) {
            actions.add(object("template", pick(TEMPLATES), "channel", pick(CHANNELS)));
        }
        return actions;
    }

    private List<Map<String, Object>> elements(int count, int depth) {
        List<Map<String, Object>> elements = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            elements.add(element(depth));
        }
        return elements;
    }

    private Map<String, Object> element(int depth) {
        int kind = random.nextInt(depth < 3 ? 10 : 7);
        return switch (kind) {
            case 7 -> object("all", elements(1 + random.nextInt(2), depth + 1));
            case 8 -> object("any", elements(2 + random.nextInt(2), depth + 1));
            case 9 -> object("not", element(depth + 1));
            default -> leaf();
        };
    }

    private Map<String, Object> leaf() {
        String field = pick(
                chance(50) ? TEXT_FIELDS : pick(List.of(NUMBER_FIELDS, NUMBER_FIELDS, INSTANT_FIELDS, LIST_FIELDS)));
        String operator = pick(OPERATORS);
        // Half of the comparisons have a value that fits their field.
        if (List.of("gt", "gte", "lt", "lte", "between", "withinLast", "olderThan").contains(operator) && chance(60)) {
            field = pick(operator.length() > 7 ? INSTANT_FIELDS : NUMBER_FIELDS);
        }
        Map<String, Object> leaf = object("field", field, "op", operator);
        Object value = value(field, operator);
        if (value != null) {
            leaf.put("value", value);
        }
        return leaf;
    }

    private @Nullable Object value(String field, String operator) {
        return switch (operator) {
            case "exists", "notExists", "changed" -> null;
            case "eq", "neq", "changedFrom", "changedTo" -> equalValue(field);
            case "in", "notIn" -> List.of(equalValue(field), equalValue(field), pick(TEXTS));
            case "contains", "notContains" -> LIST_FIELDS.contains(field) ? pick(TAGS) : pick(PARTS);
            case "startsWith", "endsWith" -> pick(PARTS);
            case "matches" -> pick(PATTERNS);
            case "withinLast", "olderThan" -> pick(DURATIONS);
            case "between" -> INSTANT_FIELDS.contains(field)
                    ? List.of("-" + pick(DURATIONS), chance(50) ? pick(DURATIONS) : "-0s")
                    : List.of(random.nextInt(3), 2 + random.nextInt(5));
            default -> INSTANT_FIELDS.contains(field) ? instant() : number(field);
        };
    }

    private Object equalValue(String field) {
        if (NUMBER_FIELDS.contains(field)) {
            return number(field);
        }
        if (INSTANT_FIELDS.contains(field) && chance(80)) {
            return instant();
        }
        if (LIST_FIELDS.contains(field)) {
            return chance(80) ? pick(TAGS) : pick(SCORES);
        }
        return field.endsWith("tatus") ? pick(STATUSES) : field.endsWith("city") ? pick(CITIES) : pick(TEXTS);
    }

    private Object number(String field) {
        return field.endsWith("score") || field.endsWith("amount")
                ? pick(SCORES.stream().filter(score -> Values.number(score) != null).toList())
                : (Object) random.nextInt(4);
    }

    private String instant() {
        Instant near = base.plusSeconds(3600L * random.nextInt(72));
        return switch (random.nextInt(4)) {
            case 0 -> pick(List.of("-", "+", "")) + pick(DURATIONS);
            case 1 -> String.valueOf(Instants.write(near));
            case 2 -> near.toString().substring(0, 10);
            default -> near.atOffset(ZoneOffset.ofHours(2)).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        };
    }

    <T> T pick(List<? extends T> values) {
        return values.get(random.nextInt(values.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** A random non-empty subset, in the original order. */
    List<String> some(List<String> values) {
        List<String> some = new ArrayList<>();
        for (String value : values) {
            if (chance(45)) {
                some.add(value);
            }
        }
        return some.isEmpty() ? List.of(pick(values)) : some;
    }

    static Map<String, Object> object(@Nullable Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            object.put(String.valueOf(namesAndValues[index]), namesAndValues[index + 1]);
        }
        return object;
    }
}
