package dev.nudge.engine.registry;

import static dev.nudge.story.Story.automation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.engine.support.ChangeLogInMemory;
import dev.nudge.engine.support.ConfigurationsInMemory;
import dev.nudge.engine.support.NoFailures;
import dev.nudge.engine.support.SettableClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryAgeTest {

    private final ChangeLogInMemory log = new ChangeLogInMemory();
    private final SettableClock clock = new SettableClock();
    private final Registry registry = new Registry(new ConfigurationsInMemory());
    private final RegistryFollower follower = new RegistryFollower(registry, log, NoFailures.EXPECTED);
    private boolean isFollowing = true;
    private final RegistryAge age = new RegistryAge(new RegistryFreshness(registry, follower, log, reached -> {
        if (!isFollowing) {
            throw new KafkaException("The registry did not reach the end in time");
        }
        while (!reached.isDone()) {
            follower.follow();
        }
    }), clock);

    RegistryAgeTest() {
        follower.catchUp();
    }

    @AfterEach
    void close() {
        age.close();
    }

    private void measureAfter(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
        age.measure();
    }

    private void publish() {
        log.append(ConfigurationChange.automationSaved(true,
                new LinkedHashMap<>(automation().startedBy("lead.welcome").version(1).toJson())));
    }

    @Test
    void it_is_zero_when_every_published_change_is_known_and_grows_until_the_next_look() {
        publish();
        measureAfter(60);
        assertThat(age.get()).isZero();

        clock.advance(Duration.ofSeconds(5));
        assertThat(age.get()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void it_grows_while_the_log_of_changes_is_unavailable() {
        measureAfter(5);
        log.setUnavailable(true);
        measureAfter(60);
        measureAfter(60);
        assertThat(age.get()).isEqualTo(Duration.ofMinutes(2));

        log.setUnavailable(false);
        measureAfter(5);
        assertThat(age.get()).isZero();
    }

    @Test
    void it_grows_while_the_registry_does_not_reach_the_end() {
        measureAfter(5);
        isFollowing = false;
        publish();
        measureAfter(60);
        assertThat(age.get()).isEqualTo(Duration.ofMinutes(1));
    }
}
