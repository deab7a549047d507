package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.schedule.Holidays;
import dev.nudge.schedule.Schedule;
import dev.nudge.schedule.SendingHours;
import dev.nudge.schedule.SendingHours.Answer;
import dev.nudge.schedule.SendingHours.Zoned;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares windows with a minute-by-minute scan of local time over some weeks: a window opens when the local time first
 * reaches or skips its start, and closes when the local time last reaches or skips its end. {@code -Dnudge.seed} sets
 * the seed.
 */
class WindowScanTest {

    private static final long SEED = Long.getLong("nudge.seed", System.nanoTime());
    private static final int SPANS = 20;
    private static final int SCHEDULES_A_SPAN = 25;
    private static final int INSTANTS_A_SCHEDULE = 20;
    private static final int MINUTES_A_DAY = 24 * 60;

    @ParameterizedTest // W1, W3, W4, F7
    @ValueSource(strings = {"America/New_York", "Europe/Lisbon", "Australia/Lord_Howe", "America/Sao_Paulo",
            "Pacific/Apia", "Asia/Kolkata", "Australia/Sydney", "America/Santiago", "Africa/Casablanca", "Asia/Tehran",
            "Antarctica/Troll", "Pacific/Chatham", "America/St_Johns"})
    void every_window_matches_the_scan_of_local_time(String name) {
        System.out.println("Windows in " + name + ", nudge.seed=" + SEED);
        Random random = new Random(SEED ^ name.hashCode());
        ZoneId zone = ZoneId.of(name);
        List<ZoneOffsetTransition> transitions = transitions(zone.getRules());
        int pairs = 0;
        for (int i = 0; i < SPANS; i++) {
            Wall wall = new Wall(zone, around(transitions, random));
            for (int j = 0; j < SCHEDULES_A_SPAN; j++) {
                Schedule schedule = schedule(wall, random);
                Scan scan = new Scan(wall, schedule);
                for (int k = 0; k < INSTANTS_A_SCHEDULE; k++) {
                    compare(scan, schedule, zone, instant(wall, scan, random));
                    pairs++;
                }
            }
        }
        assertThat(pairs).isGreaterThanOrEqualTo(10_000);
    }

    private static void compare(Scan scan, Schedule schedule, ZoneId zone, Instant instant) {
        SendingHours hours = new SendingHours(new Zoned(schedule, zone), Holidays.NONE, zone, List.of());
        Answer answer = hours.at(instant);
        String what = schedule + " in " + zone + " at " + instant.atZone(zone) + ", nudge.seed=" + SEED;
        assertThat(answer.cause() == null).as("open: %s", what).isEqualTo(scan.isOpen(instant));
        if (answer.cause() == null) {
            assertThat(answer.notAfter()).as("closing: %s", what).isEqualTo(scan.closing(instant));
        } else {
            assertThat(hours.openingAfter(instant)).as("opening: %s", what).contains(scan.opening(instant));
        }
    }

    // ---- test data

    private static List<ZoneOffsetTransition> transitions(ZoneRules rules) {
        Instant from = Instant.parse("1985-01-01T00:00:00Z");
        Instant until = Instant.parse("2040-01-01T00:00:00Z");
        return Stream.iterate(rules.nextTransition(from),
                transition -> transition != null && transition.getInstant().isBefore(until),
                transition -> rules.nextTransition(transition.getInstant())).toList();
    }

    /** Usually within some days of a daylight saving change, if the zone has any. */
    private static Instant around(List<ZoneOffsetTransition> transitions, Random random) {
        return transitions.isEmpty() || random.nextInt(10) == 0
                ? Instant.parse("1990-01-01T00:00:00Z").plusSeconds(60L * random.nextInt(45 * 365 * MINUTES_A_DAY))
                : transitions.get(random.nextInt(transitions.size())).getInstant();
    }

    private static Schedule schedule(Wall wall, Random random) {
        IntSupplier time = () -> random.nextInt(3) == 0
                ? random.nextInt(MINUTES_A_DAY)
                : Math.floorMod(wall.minuteOfDayAtTheChange() + 5 * (random.nextInt(49) - 24), MINUTES_A_DAY);
        LocalTime start = LocalTime.ofSecondOfDay(60L * time.getAsInt());
        LocalTime end = start;
        while (end.equals(start)) {
            end = LocalTime.ofSecondOfDay(60L * time.getAsInt());
        }
        Set<DayOfWeek> days = EnumSet.allOf(DayOfWeek.class);
        if (random.nextBoolean()) {
            days.removeIf(day -> random.nextInt(3) != 0);
            days.add(DayOfWeek.of(1 + random.nextInt(7)));
        }
        return new Schedule(start, end, null, days);
    }

    /** Usually close to a daylight saving change or the edge of a window, to the millisecond. */
    private static Instant instant(Wall wall, Scan scan, Random random) {
        long minute = switch (random.nextInt(4)) {
            case 0 -> Wall.BEFORE + random.nextInt(4 * MINUTES_A_DAY) - 2 * MINUTES_A_DAY;
            case 1 -> Wall.BEFORE + random.nextInt(241) - 120;
            case 2 -> scan.anEdge(random) + random.nextInt(3) - 1;
            default -> scan.anEdge(random);
        };
        long within = Math.clamp(minute, 3L * MINUTES_A_DAY, Wall.BEFORE + 3L * MINUTES_A_DAY);
        return wall.instant((int) within).plusMillis(random.nextInt(3) - 1L);
    }

    // ---- the scan

    /** The local time in each minute from some days before an instant to some weeks after it. */
    private static final class Wall {

        static final int BEFORE = 6 * MINUTES_A_DAY;
        static final int COUNT = BEFORE + 20 * MINUTES_A_DAY;

        final long firstEpochMinute;
        /** Local minutes since the local epoch. */
        final long[] shows = new long[COUNT];

        Wall(ZoneId zone, Instant middle) {
            firstEpochMinute = Math.floorDiv(middle.getEpochSecond(), 60) - BEFORE;
            for (int minute = 0; minute < COUNT; minute++) {
                LocalDateTime local = LocalDateTime.ofInstant(instant(minute), zone);
                shows[minute] = Math.floorDiv(local.toEpochSecond(ZoneOffset.UTC), 60);
            }
        }

        Instant instant(int minute) {
            return Instant.ofEpochSecond(60 * (firstEpochMinute + minute));
        }

        int minuteOf(Instant instant) {
            return (int) (Math.floorDiv(instant.getEpochSecond(), 60) - firstEpochMinute);
        }

        int minuteOfDayAtTheChange() {
            return Math.floorMod(shows[BEFORE], MINUTES_A_DAY);
        }
    }

    /** The windows of one schedule, found by scanning the minutes. */
    private static final class Scan {

        private static final int TEN_MINUTES = 10;

        private final Wall wall;
        /** For each minute, the minute at which the last window that is open in it closes; 0 if none is open. */
        private final int[] closes = new int[Wall.COUNT];
        private final boolean[] opens = new boolean[Wall.COUNT];

        Scan(Wall wall, Schedule schedule) {
            this.wall = wall;
            long firstDay = Math.floorDiv(wall.shows[0], MINUTES_A_DAY) + 1;
            int days = Wall.COUNT / MINUTES_A_DAY - 3;
            int[] openings = firstShown(firstDay, days, minuteOfDay(schedule.start()));
            int[] closings = lastShown(firstDay, days + 1, minuteOfDay(schedule.end()));
            for (int day = 0; day < days; day++) {
                DayOfWeek dayOfWeek = DayOfWeek.of(Math.floorMod(firstDay + day + 3, 7) + 1);
                int opening = openings[day];
                int closing = closings[schedule.start().isAfter(schedule.end()) ? day + 1 : day];
                if (!schedule.days().contains(dayOfWeek) || opening >= closing) {
                    continue;
                }
                opens[opening] = true;
                for (int minute = opening; minute < closing; minute++) {
                    closes[minute] = Math.max(closes[minute], closing);
                }
            }
        }

        private static int minuteOfDay(LocalTime time) {
            return time.getHour() * 60 + time.getMinute();
        }

        /** For each day, the minute in which the local time first reaches or has skipped a given time. */
        private int[] firstShown(long firstDay, int days, int minuteOfDay) {
            int[] found = new int[days];
            Arrays.fill(found, -1);
            long shownSoFar = wall.shows[0] - 1;
            for (int minute = 0; minute < Wall.COUNT; minute++) {
                for (long local = shownSoFar + 1; local <= wall.shows[minute]; local++) {
                    note(found, firstDay, minuteOfDay, local, minute);
                }
                shownSoFar = Math.max(shownSoFar, wall.shows[minute]);
            }
            return found;
        }

        /** For each day, the minute in which the local time last reaches or has skipped a given time. */
        private int[] lastShown(long firstDay, int days, int minuteOfDay) {
            int[] found = new int[days];
            Arrays.fill(found, -1);
            long stillToBeShown = wall.shows[Wall.COUNT - 1] + 1;
            for (int minute = Wall.COUNT - 1; minute >= 0; minute--) {
                for (long local = wall.shows[minute] + 1; local < stillToBeShown; local++) {
                    note(found, firstDay, minuteOfDay, local, minute + 1);
                }
                if (wall.shows[minute] < stillToBeShown) {
                    note(found, firstDay, minuteOfDay, wall.shows[minute], minute);
                    stillToBeShown = wall.shows[minute];
                }
            }
            return found;
        }

        private static void note(int[] found, long firstDay, int minuteOfDay, long local, int minute) {
            long day = Math.floorDiv(local, MINUTES_A_DAY) - firstDay;
            if (Math.floorMod(local, MINUTES_A_DAY) == minuteOfDay && day >= 0 && day < found.length) {
                found[(int) day] = minute;
            }
        }

        /** F7: not in the last minute of a window, or its last tenth if that is shorter. */
        boolean isOpen(Instant instant) {
            int minute = wall.minuteOf(instant);
            if (closes[minute] == 0) {
                return false;
            }
            int opening = minute;
            while (closes[opening - 1] > opening - 1 && minute - opening < TEN_MINUTES) {
                opening--;
            }
            Duration tenth = Duration.between(wall.instant(opening), closing(instant)).dividedBy(10);
            Duration margin = tenth.compareTo(Duration.ofMinutes(1)) < 0 ? tenth : Duration.ofMinutes(1);
            return instant.isBefore(closing(instant).minus(margin));
        }

        /** Windows that touch or overlap are one. */
        Instant closing(Instant instant) {
            int closing = closes[wall.minuteOf(instant)];
            while (closes[closing] > closing) {
                closing = closes[closing];
            }
            return wall.instant(closing);
        }

        Instant opening(Instant instant) {
            int minute = wall.minuteOf(instant) + 1;
            while (!opens[minute]) {
                minute++;
            }
            return wall.instant(minute);
        }

        int anEdge(Random random) {
            int minute = random.nextInt(Wall.BEFORE);
            while (!opens[minute] && closes[minute] == 0) {
                minute++;
            }
            return random.nextBoolean() ? minute : closes[minute];
        }
    }
}
