package dev.nudge.reference;

import static dev.nudge.reference.RandomAutomations.object;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Generates the content of lead events: usual, unusual and invalid ones. */
final class RandomEvents {
    static final List<String> PHONES = List.of("+14155550100", "+1 (415) 555-0101", "tel:+14155550102", "4155550103",
            "+33612345678", "12", "+15550100", "14155550104", " ");
    private static final List<String> BODIES = List.of("hi", "Yes please", "hi", "What is the price?", "When?", "", " ",
            "call me at 555", "cancel my appointment", "the end", "See you on Tuesday");
    private static final List<String> KEYWORDS = List.of("STOP", "stop.", " Stop ", "unsubscribe!", "OPT OUT",
            "opt-out", "cancel", "End.", "\tquit\n", "STOP! !", "Please stop, thanks!", "stop texting me",
            "Remove me from your list", "\uff33\uff34\uff2f\uff30", "Arr\u00eat", "Stop\n> you wrote", "baja",
            "can you opt me out", "S\u200bTOP", "Stop \ud83d\uded1");
    private static final List<String> OPT_INS = List.of("START", "start!", "unstop", "alta");
    private static final List<String> NEAR = List.of("STOP 12345", "Wait at the bus stop",
            "Remove the old fridge first",
            "Quit smoking", "Please don't text me again", "You have the wrong number", "Take me off this",
            "START again",
            "I'd like you to stop", "Stop by tomorrow", "no more texts", "Hello\nSTOP");
    private static final List<String> CHANNELS = List.of("sms", "sms", "sms", "SMS ", "twilio", "whatsapp",
            "WhatsApp-Business", "email", "Email", "mail", "fax", "webchat", "webhook");
    private static final List<Object> DIRECTIONS = List.of("inbound", "INBOUND", " in ", "incoming", 0, "0", "");
    private static final List<Object> OUTBOUND = List.of("outbound", "Out", "outgoing-api", 1, "1");
    private static final List<Object> UNREADABLE = List.of("sideways", 2, true, "left");
    private static final List<Object> ZONES = List.of("america/new_york", "America/New York", " Europe/Lisbon ",
            "Eastern Standard Time", "Pacific Time (US & Canada)", "-05:00", "UTC-5", "GMT-0500", "+05:30",
            "Mars/Phobos", "", "New York", 5, true);

    private final Random random;
    private final RandomAutomations values;

    RandomEvents(Random random, RandomAutomations values) {
        this.random = random;
        this.values = values;
    }

    // ---- messages

    Map<String, Object> inbound() {
        int kind = random.nextInt(100);
        String body = pick(kind < 76 ? BODIES : kind < 84 ? KEYWORDS : kind < 90 ? OPT_INS : NEAR);
        Map<String, Object> data = object("body", body);
        if (chance(88)) {
            data.put("channel", pick(CHANNELS));
        }
        if (chance(30)) {
            data.put("direction", pick(DIRECTIONS));
        }
        if (chance(8)) {
            data.put("direction", pick(UNREADABLE));
        }
        if (chance(8)) {
            automatic(data);
        }
        if (chance(10)) {
            data.put("from", pick(List.of("+14155550199", "someone@example.com", "unknown")));
        }
        if (chance(10)) {
            data.put("subject", pick(List.of("Unsubscribe", "Your offer", "stop")));
        }
        if (chance(3)) {
            data.put("optOutType", pick(List.of("STOP", "START", "HELP")));
        }
        if (chance(3)) {
            data.put("origin", "automation");
        }
        if (chance(6)) {
            data.put("body", pick(List.of(5, true, List.of("hi"), 4.5)));
        }
        return object("type", "message.received", "data", data);
    }

    private void automatic(Map<String, Object> data) {
        if (chance(50)) {
            data.put("automatic", chance(80));
        } else {
            data.put("autoSubmitted", pick(List.of("no", "auto-replied", "auto-generated", " NO ")));
        }
    }

    Map<String, Object> outbound(int id) {
        Map<String, Object> data = object("direction", pick(OUTBOUND), "channel", pick(CHANNELS), "body", pick(NEAR));
        if (chance(20)) {
            data.put("messageId", "m-%032x".formatted(id));
        }
        return object("type", "message.received", "data", data);
    }

    Map<String, Object> sent(int id) {
        Map<String, Object> data = object("channel", "sms", "body", "How are you?");
        switch (random.nextInt(6)) {
            case 0 -> data.put("origin", "person");
            case 1 -> data.put("origin", "automation");
            case 2 -> data.put("messageId", "m-%032x".formatted(id));
            case 3 -> data.put("messageId", "m-" + id);
            case 4 -> automatic(data);
            default -> data.put("messageId", "provider-" + id);
        }
        return object("type", "message.sent", "data", data);
    }

    // ---- other events

    Map<String, Object> statusChange(@Nullable Object current) {
        Map<String, Object> data = object("to", chance(3) ? 5 : pick(RandomAutomations.STATUSES));
        int kind = random.nextInt(10);
        if (kind < 5 && current != null) {
            data.put("from", current);
        } else if (kind < 7) {
            data.put("from", pick(RandomAutomations.STATUSES));
        } else if (kind < 8) {
            data.put("from", data.get("to"));
        }
        return object("type", "status_change", "data", data);
    }

    Map<String, Object> form() {
        Map<String, Object> data = object("form", pick(List.of("contact", "visit")), "amount",
                pick(RandomAutomations.SCORES), "topics", RandomAutomations.TAGS, "order",
                object("total", random.nextInt(6), "city", pick(RandomAutomations.CITIES)));
        if (chance(15)) {
            data.put("note", "x".repeat(8_100 + random.nextInt(200)) + "the end");
            data.put("d05", pick(RandomAutomations.CITIES));
        }
        return object("type", "form.submitted", "data", data);
    }

    Map<String, Object> optOut() {
        Map<String, Object> data = object("by", "ana");
        if (chance(90)) {
            data.put("channel", pick(List.of("sms", "whatsapp", "email", "phone", "fax")));
        }
        if (chance(30)) {
            data.put("address", pick(List.of("+14155550100", "lead1@example.com", "none")));
        }
        return object("type", chance(60) ? "lead.opted_out" : "lead.opted_in", "data", data);
    }

    Map<String, Object> attributes(Instant clock) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        int count = random.nextInt(5);
        for (int index = 0; index < count; index++) {
            attribute(attributes, clock);
        }
        return attributes;
    }

    private void attribute(Map<String, Object> attributes, Instant clock) {
        switch (random.nextInt(17)) {
            case 0, 1 -> attributes.put("status", orNull(5, pick(RandomAutomations.STATUSES)));
            case 2 ->
                attributes.put("ownerId", orNull(40, pick(List.of("ana", "ana", "ben", "ben", "eve", "zoe", " "))));
            case 3, 4 -> attributes.put("phone", orNull(15, chance(8) ? 14155550105L : pick(PHONES)));
            case 5 -> attributes.put("email", orNull(20, pick(List.of("lead1@example.com", "Lead2@Example.com ",
                    "a@b@c", "Ana <ana@example.com>", "lead3@example.com"))));
            case 6, 7 -> attributes.put("timezone",
                    orNull(15, chance(40) ? pick(ZONES) : (Object) pick(RandomAutomations.ZONES)));
            case 8 -> attributes.put("firstName", orNull(20, pick(List.of("Ana", "Bo & Co", "<b>", " "))));
            case 9 -> attributes.put("tags",
                    orNull(20, chance(25)
                            ? pick(List.of(List.of(), "hot, new", ",", List.of("hot", 5), 5, List.of(object("a", 1))))
                            : values.some(RandomAutomations.TAGS)));
            case 10 -> attributes.put("score", orNull(15, pick(RandomAutomations.SCORES)));
            case 11 -> attributes.put("city", orNull(15, chance(10) ? "" : pick(RandomAutomations.CITIES)));
            case 12 -> attributes.put("interests",
                    orNull(15, pick(List.of(List.of("hot", 5, "vip"), List.of(5.0, " Hot"), List.of(true)))));
            case 13 -> attributes.put("appointmentAt", orNull(15, appointment(clock)));
            case 14 -> attributes.put("address",
                    orNull(15, object("city", pick(RandomAutomations.CITIES), "no", random.nextInt(3))));
            case 15 -> {
                // The engine's own fields hide these; they are available as "attributes.<name>".
                attributes.put("inboundCount", pick(RandomAutomations.SCORES));
                attributes.put("lastInboundBody", pick(BODIES));
            }
            default -> unusualAttribute(attributes);
        }
    }

    private void unusualAttribute(Map<String, Object> attributes) {
        switch (random.nextInt(6)) {
            case 0 -> attributes.put(pick(List.of("$set", "a.b", "$")), "x");
            case 1 ->
                attributes.put(pick(Attributes.WELL_KNOWN_TEXTS), pick(List.of(true, List.of("x"), object("a", 1))));
            case 2 -> attributes.put("address", object("city", "Porto", "a.b", 1, "$in", List.of(2)));
            case 3 -> attributes.put("notes", "x".repeat(70_000));
            case 4 -> {
                for (int index = 0; index <= 200; index++) {
                    attributes.put("extra" + index, index);
                }
            }
            default -> attributes.put("firstName", 5);
        }
    }

    private Object appointment(Instant clock) {
        Instant near = clock.plusSeconds(1800L * (random.nextInt(97) - 48));
        return switch (random.nextInt(4)) {
            case 0 -> near.getEpochSecond();
            case 1 -> near.toString().substring(0, 10);
            case 2 -> DateTimeFormatter.RFC_1123_DATE_TIME.format(near.atOffset(ZoneOffset.UTC));
            default -> String.valueOf(Instants.write(near));
        };
    }

    // ---- occurredAt

    /** A spelling of an instant, at the precision of milliseconds or less. */
    Object spelling(Instant instant) {
        return switch (random.nextInt(9)) {
            case 0 -> instant.atOffset(ZoneOffset.ofHours(-3)).toString();
            case 1 -> String.valueOf(Instants.write(instant)).replace('T', ' ').replace('Z', 'z');
            case 2 -> instant.toEpochMilli();
            case 3 -> String.valueOf(instant.toEpochMilli());
            case 4 -> instant.getEpochSecond();
            case 5 -> DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
            case 6 -> DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxx")
                    .format(instant.atOffset(ZoneOffset.ofHours(5)));
            default -> String.valueOf(Instants.write(instant));
        };
    }

    Object unreadableInstant() {
        return pick(List.of("yesterday", "2026-04-22", "2026-04-22T10:00:00", "1999-12-31T23:59:59Z", 85, true, "",
                "  "));
    }

    // ---- invalid events

    /** Changes a valid event so that it is refused. */
    void invalidate(Map<String, Object> event) {
        switch (random.nextInt(9)) {
            case 0 -> event.remove(pick(List.of("id", "type", "organizationId", "leadId")));
            case 1 -> event.put(pick(List.of("type", "organizationId")), 5);
            case 2 -> event.put("type", pick(List.of("1st", "with space", "x".repeat(129))));
            case 3 -> event.put("organizationId", pick(List.of("org:a", "o".repeat(65), "org a")));
            case 4 ->
                event.put(pick(List.of("id", "leadId")), pick(List.of("", " ", ".", "..", "l".repeat(129), true)));
            case 5 -> event.putAll(object("type", "status_change", "data",
                    object("to", pick(List.of("", " ", true, List.of("Won"))), "from", "New lead")));
            case 6 -> event.put(pick(List.of("data", "lead")), "text");
            case 7 -> event.putAll(object("type", "lead.merged", "data",
                    chance(50) ? object() : object("into", event.get("leadId"))));
            default -> event.put("lead", object("score", new BigDecimal("1E+7000")));
        }
    }

    private @Nullable Object orNull(int percent, @Nullable Object value) {
        return chance(percent) ? null : value;
    }

    private <T> T pick(List<? extends T> list) {
        return values.pick(list);
    }

    private boolean chance(int percent) {
        return values.chance(percent);
    }
}
