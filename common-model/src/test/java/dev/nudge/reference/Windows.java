package dev.nudge.reference;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The windows of a schedule (W1, W3, W4) and calendar arithmetic (S8), computed from zone rules alone. */
final class Windows {
    /** From its opening (inclusive) to its closing (exclusive). */
    record Window(Instant opening, Instant closing) {
        boolean contains(Instant instant) {
            return !instant.isBefore(opening) && instant.isBefore(closing);
        }
    }

    private Windows() {}

    /** AMBIGUITY: where two windows overlap (clocks set back), the one that closes last. */
    static @Nullable Window containing(Map<String, Object> schedule, ZoneId zone, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        for (int days = 3; days >= -3; days--) {
            Window window = ofDay(schedule, zone, today.plusDays(days));
            if (window != null && window.contains(now)) {
                return window;
            }
        }
        return null;
    }

    static Instant nextOpening(Map<String, Object> schedule, ZoneId zone, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        for (int days = -3; days <= 800; days++) {
            Window window = ofDay(schedule, zone, today.plusDays(days));
            if (window != null && window.opening().isAfter(now)) {
                return window.opening();
            }
        }
        throw new IllegalArgumentException("Expected a schedule that opens some day but found " + schedule);
    }

    private static @Nullable Window ofDay(Map<String, Object> schedule, ZoneId zone, LocalDate day) {
        List<?> days = Values.list(schedule.get("days"));
        // AMBIGUITY: an empty list of days means the same as absent `days`.
        if (!days.isEmpty() && !days.contains(day.getDayOfWeek().name().substring(0, 3))) {
            return null;
        }
        LocalTime start = LocalTime.parse(String.valueOf(schedule.get("start")));
        LocalTime end = LocalTime.parse(String.valueOf(schedule.get("end")));
        LocalDate lastDay = start.isAfter(end) ? day.plusDays(1) : day;
        Window window = new Window(earlier(day.atTime(start), zone), later(lastDay.atTime(end), zone));
        return window.opening().isBefore(window.closing()) ? window : null;
    }

    static Instant earlier(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? afterGap(local, zone.getRules()) : local.toInstant(offsets.getFirst());
    }

    private static Instant later(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? afterGap(local, zone.getRules()) : local.toInstant(offsets.getLast());
    }

    private static Instant afterGap(LocalDateTime local, ZoneRules rules) {
        return rules.getTransition(local).getInstant();
    }
}
