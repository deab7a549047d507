package dev.nudge.engine.registry;

import dev.nudge.Topics;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.engine.failure.FailedRecords;
import dev.nudge.engine.publish.Wire;
import dev.nudge.json.Reading;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the registry as new as {@code automation.events}. Every engine instance reads all of it, from where it ended
 * before the store was loaded; so nothing between the two is missed.
 */
public final class RegistryFollower {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Registry registry;
    private final ChangeLog log;
    private final FailedRecords failed;
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
            Map<Integer, Long> ends = opened.ends();
            while (!opened.hasReached(ends)) {
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
        if (opened != null) {
            readOn(opened);
        }
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
            Objects.requireNonNull(reader).close();
        }
    }

    public void stop() throws InterruptedException {
        stopped.countDown();
        if (reader != null && thread != null) {
            reader.wakeUp();
            thread.join(Duration.ofSeconds(10));
        }
    }

    private void readOn(ChangeLog.Reader opened) {
        opened.poll(POLL).forEach(this::apply);
    }

    /** A change that can't be applied, whatever the cause, holds up no other. */
    private void apply(ChangeLog.ChangeRecord record) {
        try {
            Optional<Reading<ConfigurationChange>> reading = Optional.ofNullable(record.value()).flatMap(Wire::object)
                    .map(ConfigurationChange::read);
            if (reading.isPresent() && reading.get() instanceof Reading.Understood<ConfigurationChange>(var change)) {
                registry.apply(change);
                return;
            }
        } catch (RuntimeException | StackOverflowError defect) {
            failed.passOver(Topics.AUTOMATION_EVENTS, record.partition(), record.offset(), defect);
            return;
        }
        failed.passOver(Topics.AUTOMATION_EVENTS, record.partition(), record.offset(),
                "no configuration change could be read");
    }
}
