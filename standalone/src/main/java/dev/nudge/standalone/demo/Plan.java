package dev.nudge.standalone.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * The course of the two weeks, relative to an instant.
 *
 * @param now the end of the history
 */
record Plan(Instant now) {

    static final ZoneId ZONE = ZoneId.of("America/New_York");
    static final int DAYS = 14;
    static final int LEADS = 200;

    private static final LocalTime OUTAGE = LocalTime.of(15, 30);
    private static final Duration OUTAGE_LASTS = Duration.ofHours(3);
    private static final List<String> ZONES_AROUND_THE_WORLD = List.of("America/Los_Angeles", "Europe/London",
            "Asia/Tokyo");
    private static final String LEAD = "lead-";

    Plan {
        now = now.truncatedTo(ChronoUnit.MILLIS);
    }

    Instant begin() {
        return now.minus(Duration.ofDays(DAYS));
    }

    static String leadId(int number) {
        return LEAD + String.format(Locale.ROOT, "%03d", number);
    }

    static int numberOf(String leadId) {
        return Integer.parseInt(leadId.substring(LEAD.length()));
    }

    /** A day of the organization on which it did not send. */
    LocalDate holiday() {
        return now.atZone(ZONE).toLocalDate().minusDays(9);
    }

    /** When the provider of texts could not be reached. */
    Instant outageBegin() {
        return now.atZone(ZONE).toLocalDate().minusDays(5).atTime(OUTAGE).atZone(ZONE).toInstant();
    }

    boolean isOutage(Instant at) {
        return !at.isBefore(outageBegin()) && at.isBefore(outageBegin().plus(OUTAGE_LASTS));
    }

    /** A time zone in which it is day at the end. */
    String zoneWithDaylight() {
        return ZONES_AROUND_THE_WORLD.stream().filter(zone -> {
            int hour = now.atZone(ZoneId.of(zone)).getHour();
            return hour >= 9 && hour < 20;
        }).findFirst().orElseThrow();
    }

    /** The lead whose text the provider has postponed for some hours just now. */
    int throttledLead() {
        return LEADS - 1;
    }
}
