package dev.nudge.reference;

import static dev.nudge.reference.RandomAutomations.object;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Generates organizations (E8, F1, F4, S13, W5), templates and preferences. */
final class RandomSettings {
    private final Random random;
    private final RandomAutomations values;
    private final boolean crowded;

    /** @param crowded whether caps and low ceilings are frequent */
    RandomSettings(Random random, RandomAutomations values, boolean crowded) {
        this.random = random;
        this.values = values;
        this.crowded = crowded;
    }

    Map<String, Object> organization(String organizationId, Instant clock) {
        Map<String, Object> document = object("_id", organizationId);
        if (chance(60)) {
            document.put("timezone", pick(RandomAutomations.ZONES));
        }
        document.put("webhookUrl", chance(60) ? "https://example.com/" + organizationId : null);
        document.put("defaultRegion", chance(50) ? "US" : null);
        document.put("optOutWords", chance(50) ? List.of("Baja") : List.of());
        document.put("optInWords", chance(50) ? List.of("ALTA") : List.of());
        if (chance(40)) {
            document.put("maxEventAge", chance(20) ? null : pick(List.of("1h", "2h", "1d", "3d")));
        }
        if (chance(crowded ? 50 : 15)) {
            document.put("ceilingPerHour", chance(80) ? 1 + random.nextInt(2) : 20);
        }
        if (chance(35)) {
            document.put("quietHours", quietHours());
        }
        if (chance(crowded ? 60 : 30)) {
            document.put("caps", object("perDay", chance(70) ? 1 + random.nextInt(2) : null, "perWeek",
                    chance(40) ? 1 + random.nextInt(3) : null, "onExceeded", pick(List.of("drop", "drop", "defer"))));
        }
        if (chance(40)) {
            LocalDate today = clock.atOffset(ZoneOffset.UTC).toLocalDate();
            document.put("holidays", List.of(today.plusDays(random.nextInt(3)).toString(),
                    today.plusDays(2 + random.nextInt(6)).toString().substring(5)));
        }
        return document;
    }

    private Object quietHours() {
        if (chance(12)) {
            return object("start", "00:00", "end", "24:00");
        }
        List<String> window = chance(50) ? List.of("21:00", "08:00") : pick(RandomAutomations.WINDOWS);
        Map<String, Object> hours = values.hours(window);
        if (chance(40)) {
            hours.put("timezone", pick(RandomAutomations.ZONES));
        }
        return chance(60) ? hours : List.of(hours, values.hours(List.of("12:00", "13:00")));
    }

    Map<String, Object> template() {
        Map<String, Object> template = object("body",
                pick(List.of("Hi {{firstName}}!", "Hi {{{firstName}}} of {{city}}{{nothing}}",
                        "{{#tags}}{{.}} {{/tags}}{{^tags}}none{{/tags}}", "No variables",
                        "{{event.type}} {{event.data.form}} {{event.data.note}} {{lead.address.city}}")));
        if (chance(50)) {
            template.put("subject", "About {{firstName}}, {{status}}");
        }
        return template;
    }

    Map<String, Object> preference(boolean enabled) {
        Map<String, Object> preference = object("enabled", enabled);
        if (chance(35)) {
            preference.put("userSmsNotification", object("enabled", chance(80), "phoneNumbers",
                    pick(List.of(List.of("+14155550180"), List.of("+14155550180", "+14155550181"),
                            List.of("+14155550180", "+1 415 555 0180", "none"))),
                    "message", pick(List.of("New lead pending", "Call {{firstName}}", "Call {{firstName"))));
        }
        return preference;
    }

    private <T> T pick(List<? extends T> list) {
        return values.pick(list);
    }

    private boolean chance(int percent) {
        return values.chance(percent);
    }
}
