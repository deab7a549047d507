package dev.nudge.engine.registry;

import dev.nudge.Topics;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Reading;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the registry up to date with {@code automation.events}. Every engine instance reads the whole topic, from its
 * end before the database was loaded, so no change in between is missed. When the next record no longer exists in the
 * log, the database is loaded again.
 */
public final class RegistryFollower {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Registry registry;
    private final ChangeLog log;
    private final FailedRecords failed;
    private final AppliedOffsets applied = new AppliedOffsets();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile ChangeLog.@Nullable Reader reader;
    private @Nullable Thread thread;

    /** @param failed counts the changes that cannot be applied */
    public RegistryFollower(Registry registry, ChangeLog log, FailedRecords failed) {
        this.registry = registry;
        this.log = log;
        this.failed = failed;
    }

    /** Returns once the registry contains all changes before the call; from then on a thread keeps it up to date. */
    public void start() {
        if (thread == null) { // otherwise another part of the start failed
            catchUp();
            thread = Thread.ofPlatform().name("registry-follower").start(this::followUntilStopped);
        }
    }

    /** Returns once the registry contains all changes before the call. */
    public void catchUp() {
        ChangeLog.Reader opened = log.openAtEnd();
        try {
            registry.load();
            applied.set(opened.positions());
            Map<Integer, Long> ends = log.ends();
            while (!applied.hasReached(ends)) {
                readOn(opened);
            }
        } catch (RuntimeException notYet) {
            opened.close();
            throw notYet;
        }
        reader = opened;
        LOG.info("The registry has {} automations", registry.size());
    }

    /** Applies the changes since; waits briefly for a first one. */
    public void follow() {
        ChangeLog.Reader opened = reader;
        if (opened == null) {
            catchUp();
            return;
        }
        try {
            readOn(opened);
        } catch (ChangeLog.PositionLostException lost) {
            LOG.warn("{} no longer has the next record; reloading the registry from the database",
                    Topics.AUTOMATION_EVENTS, lost);
            reader = null;
            opened.close();
            catchUp();
        }
    }

    /** The offsets, by partition, up to which the registry has applied the log. */
    Map<Integer, Long> applied() {
        return applied.get();
    }

    /** Completed when everything before these offsets is applied. A caller that stops waiting must cancel it. */
    CompletableFuture<Void> reached(Map<Integer, Long> ends) {
        return applied.reached(ends);
    }

    private void followUntilStopped() {
        try {
            while (stopped.getCount() > 0) {
                try {
                    follow();
                } catch (RuntimeException | Error outage) { // without this thread the registry would become stale
                    LOG.warn("The registry could not read configuration changes; retrying", outage);
                    stopped.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            ChangeLog.Reader opened = reader;
            if (opened != null) {
                opened.close();
            }
        }
    }

    public void stop() throws InterruptedException {
        stopped.countDown();
        if (thread != null) {
            ChangeLog.Reader opened = reader;
            if (opened != null) {
                opened.wakeUp();
            }
            thread.join(Duration.ofSeconds(10));
        }
    }

    private void readOn(ChangeLog.Reader opened) {
        opened.poll(POLL).forEach(this::apply);
        applied.set(opened.positions());
    }

    /** A change that cannot be applied, whatever the cause, does not block others. */
    private void apply(ChangeLog.ChangeRecord record) {
        try {
            switch (read(record.value())) {
                case Reading.Understood<ConfigurationChange>(ConfigurationChange change) -> registry.apply(change);
                // The full reason contains values, which may be phone numbers.
                case Reading.Refused<ConfigurationChange> refused ->
                    failed.skip(Topics.AUTOMATION_EVENTS, record.partition(), record.offset(),
                            "no configuration change could be read. " + refused.reasonWithoutValues());
            }
        } catch (RuntimeException | StackOverflowError defect) {
            failed.skip(Topics.AUTOMATION_EVENTS, record.partition(), record.offset(), defect);
        }
    }

    private static Reading<ConfigurationChange> read(byte @Nullable [] value) {
        return value == null
                ? Reading.refused("", "The record has no value.")
                : JsonCodec.readObject(value).flatMap(ConfigurationChange::read);
    }
}
