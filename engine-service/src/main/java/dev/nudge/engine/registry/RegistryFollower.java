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
 * Keeps the registry as new as {@code automation.events}. Every engine instance reads all of it, from where it ended
 * before the store was loaded; so nothing between the two is missed. When the log no longer has what comes next, the store
 * is loaded again.
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

    /** @param failed counts the changes that can't be applied */
    public RegistryFollower(Registry registry, ChangeLog log, FailedRecords failed) {
        this.registry = registry;
        this.log = log;
        this.failed = failed;
    }

    /** Returns when the registry knows all that was saved before the call; from then on it follows by itself. */
    public void start() {
        if (thread == null) { // else what failed was another part of the start
            catchUp();
            thread = Thread.ofPlatform().name("registry-follower").start(this::followUntilStopped);
        }
    }

    /** Returns when the registry knows all that was saved before the call. */
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
        LOG.info("The registry knows {} automations", registry.size());
    }

    /** Takes over what was saved since; waits a moment for something to come. */
    public void follow() {
        ChangeLog.Reader opened = reader;
        if (opened == null) {
            catchUp();
            return;
        }
        try {
            readOn(opened);
        } catch (ChangeLog.PositionLostException lost) {
            LOG.warn("{} no longer has what comes next; the registry is loaded from the store again",
                    Topics.AUTOMATION_EVENTS, lost);
            reader = null;
            opened.close();
            catchUp();
        }
    }

    /** Where the part of the log ends that the registry knows, by partition. */
    Map<Integer, Long> applied() {
        return applied.get();
    }

    /** Completed when the registry knows everything before these offsets. Whoever gives up waiting cancels it. */
    CompletableFuture<Void> reached(Map<Integer, Long> ends) {
        return applied.reached(ends);
    }

    private void followUntilStopped() {
        try {
            while (stopped.getCount() > 0) {
                try {
                    follow();
                } catch (RuntimeException | Error outage) { // without this thread the registry would stay as it is
                    LOG.warn("The registry could not follow; trying again", outage);
                    stopped.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException asked) {
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

    /** A change that can't be applied, whatever the cause, holds up no other. */
    private void apply(ChangeLog.ChangeRecord record) {
        try {
            switch (read(record.value())) {
                case Reading.Understood<ConfigurationChange>(ConfigurationChange change) -> registry.apply(change);
                // The full reason shows values, which may be phone numbers.
                case Reading.Refused<ConfigurationChange> refused ->
                    failed.passOver(Topics.AUTOMATION_EVENTS, record.partition(), record.offset(),
                            "no configuration change could be read. " + refused.reasonWithoutValues());
            }
        } catch (RuntimeException | StackOverflowError defect) {
            failed.passOver(Topics.AUTOMATION_EVENTS, record.partition(), record.offset(), defect);
        }
    }

    private static Reading<ConfigurationChange> read(byte @Nullable [] value) {
        return value == null
                ? Reading.refused("", "The record has no value.")
                : JsonCodec.readObject(value).flatMap(ConfigurationChange::read);
    }
}
