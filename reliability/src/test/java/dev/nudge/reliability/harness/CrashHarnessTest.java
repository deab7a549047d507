package dev.nudge.reliability.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.patience.Patience;
import dev.nudge.reliability.Figures;
import dev.nudge.reliability.harness.Faults.Period;
import dev.nudge.reliability.harness.Outcome.Pause;
import dev.nudge.testsupport.TopicReader.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker, the database, the API and two engines are separate processes. Under a load of events, timers and changes
 * of the configuration they are killed, stopped and restarted. Afterwards, every requested action has happened exactly
 * once. docs/reliability.md explains longer runs.
 */
class CrashHarnessTest {

    private static final long SEED = Long.getLong("nudge.seed", new Random().nextLong(1_000_000));
    private static final int KILLS = Integer.getInteger("nudge.harness.kills", 5);
    private static final int RATE = Integer.getInteger("nudge.harness.rate", 80);
    private static final Duration STORE_OUTAGE = Duration.ofSeconds(Integer.getInteger("nudge.harness.store-outage",
            10));
    /** The goal is 5 s; the limit also holds on a small, busy machine. The figure is printed. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    /** As documented in docs/logging-and-traces.md. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final int CHANGES_WHEN_ALL_IS_WELL = 10;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final Figures figures = new Figures("harness");

    @Test // invariants 1 to 6, C5, D1, E5, E6, F3, G1, G4
    void everything_happens_once_despite_kills_and_outages() {
        System.out.println("Crash harness: -Dnudge.seed=" + SEED + ", in " + directory);
        try (Site site = new Site(directory)) {
            site.start();
            ComparedOrganization compared = new ComparedOrganization(site, SEED);
            ChangingOrganization changing = new ChangingOrganization(site, SEED);
            compared.create();
            changing.changeSomething();
            new RegistryProbe(site).awaitEqual(ChangingOrganization.ID); // it was created last
            try (LeadLoad load = new LeadLoad(site, new RandomEvents(SEED), RATE);
                    Changes changes = new Changes(compared, changing, SEED)) {
                load.start();
                changes.start();
                Period rolling = injectFaults(new Faults(site, SEED));
                changes.awaitMore(CHANGES_WHEN_ALL_IS_WELL);
                changes.stop();
                load.stop();
                figures.add("changes of the configuration accepted", changes.accepted());
                figures.add("time to drain after the last event", site.awaitDrained());
                new RegistryProbe(site).awaitEqual(ComparedOrganization.ID, ChangingOrganization.ID);
                changing.assertStoredIn(site.store());
                check(site, compared, load, rolling);
            }
        }
    }

    /** @return the period of the rolling restart */
    private Period injectFaults(Faults faults) {
        faults.kill(KILLS);
        faults.restartBroker();
        faults.stopStore(STORE_OUTAGE);
        Period rolling = faults.restartEnginesOneByOne();
        faults.restartApi();
        figures.add("longest stop after SIGTERM, under load", faults.longestStop());
        assertThat(faults.longestStop()).as("the end of a service after SIGTERM")
                .isLessThanOrEqualTo(Patience.allowedFor(LONGEST_STOP));
        figures.add("seed", String.valueOf(SEED));
        figures.add("`kill -9`", KILLS);
        faults.kills().forEach((kind, count) -> figures.add("`kill -9` of " + kind, count));
        figures.add("database unavailable", STORE_OUTAGE);
        return rolling;
    }

    private void check(Site site, ComparedOrganization compared, LeadLoad load, Period rolling) {
        Outcome outcome = Outcome.of(site);
        TimerCheck timers = new TimerCheck(outcome.decisionsOnce());
        Verdict verdict = new Verdict(outcome, load.accepted(), compared.expected(outcome.leadEvents()), timers);
        Pause pause = outcome.longestPause(rolling);
        figures.add("process restarts", site.restarts());
        figures.add("events accepted", load.accepted().size());
        figures.add("records of `lead.events`", outcome.leadEvents().size());
        figures.add("events dead-lettered, all of them malformed", outcome.deadLetters().stream().map(
                Entry::headers).distinct().count());
        figures.add("timers fired", timers.fired());
        figures.add("decisions", outcome.decisionIds().size());
        figures.add("messages", outcome.messageIds().size());
        figures.add("messages not sent, because the lead had opted out or the window had closed",
                outcome.messageIds().size() - outcome.sent());
        figures.add("messages handed to the log provider again after a crash, with the same id", site.sendings()
                - outcome.sent());
        figures.add("lost", verdict.lost());
        figures.add("duplicated", verdict.duplicated());
        figures.add("longest pause of a partition in a rolling restart", pause.duration());
        System.out.println(figures + "\n" + pause);
        verdict.assertThatNothingIsWrong();
        assertThat(site.sendings()).as("messages handed over").isGreaterThanOrEqualTo(outcome.sent());
        assertThat(pause.duration()).as("%s in a rolling restart", pause)
                .isLessThanOrEqualTo(Patience.allowedFor(LONGEST_PAUSE));
        figures.report();
    }
}
