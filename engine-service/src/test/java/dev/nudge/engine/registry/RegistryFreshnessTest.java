package dev.nudge.engine.registry;

import static dev.nudge.story.Story.automation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.automation.AutomationReader;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.engine.record.FailureKind;
import dev.nudge.engine.support.ChangeLogInMemory;
import dev.nudge.engine.support.ConfigurationsInMemory;
import dev.nudge.engine.support.NoFailures;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryFreshnessTest {

    private static final String ACME = "acme";

    private final ConfigurationsInMemory store = new ConfigurationsInMemory();
    private final ChangeLogInMemory log = new ChangeLogInMemory();
    private final Registry registry = new Registry(store);
    private final RegistryFollower follower = new RegistryFollower(registry, log, NoFailures.EXPECTED);
    private final RegistryFreshness freshness = new RegistryFreshness(registry, follower, log, this::follow);
    private int waits;

    /** Does the work of the follower's thread. */
    private void follow(CompletableFuture<Void> reached) {
        while (!reached.isDone()) {
            waits++;
            follower.follow();
        }
    }

    @BeforeEach
    void catchUp() {
        follower.catchUp();
    }

    private static Map<String, @Nullable Object> saved(String id, int version) {
        return new LinkedHashMap<>(automation().named(id).startedBy("lead.welcome").version(version).toJson());
    }

    private void publish(String id, int version) {
        log.append(ConfigurationChange.automationSaved(version == 1, saved(id, version)));
    }

    private void store(String id, int version) {
        store.add(new AutomationSaved(AutomationReader.read(saved(id, version)).orThrow()));
    }

    private int versionOf(String id) {
        return freshness.get().automation(ACME, id).orElseThrow().version();
    }

    @Test
    void it_waits_until_every_published_change_is_applied() {
        publish("a", 1);
        publish("b", 1);
        publish("a", 2);

        assertThat(versionOf("a")).isEqualTo(2);
        assertThat(versionOf("b")).isEqualTo(1);
        assertThat(waits).isEqualTo(3);
    }

    @Test
    void it_does_not_wait_if_nothing_was_published() {
        publish("a", 1);
        versionOf("a");
        waits = 0;

        versionOf("a");

        assertThat(waits).isZero();
    }

    @Test
    void any_exception_of_the_log_is_an_outage() {
        log.setUnavailable(true);

        assertThatThrownBy(freshness::get).hasRootCauseMessage("the log does not respond")
                .satisfies(failure -> assertThat(FailureKind.of(failure).isOutage()).isTrue());

        log.setUnavailable(false);
        assertThat(freshness.get()).isSameAs(registry);
    }

    @Test
    void before_the_follower_has_caught_up_no_registry_is_returned() {
        RegistryFollower late = new RegistryFollower(registry, log, NoFailures.EXPECTED);
        RegistryFreshness early = new RegistryFreshness(registry, late, log, reached -> {
            assertThat(reached).isNotDone();
            late.catchUp();
            assertThat(reached).isDone();
        });

        assertThat(early.get()).isSameAs(registry);
    }

    @Test
    void if_the_next_record_was_deleted_the_database_is_loaded_again() {
        publish("a", 1);
        store("a", 1);
        log.deleteAll();
        publish("b", 1);
        store("b", 1);

        assertThat(versionOf("a")).isEqualTo(1);
        assertThat(versionOf("b")).isEqualTo(1);
        publish("b", 2);
        assertThat(versionOf("b")).isEqualTo(2);
    }

    @Test
    void after_the_log_was_truncated_no_registry_is_returned_until_the_database_is_loaded_again() {
        publish("a", 1);
        publish("b", 1);
        versionOf("b");
        log.truncateTo(0);
        publish("c", 1);
        store("c", 1);

        assertThatThrownBy(freshness::get).hasMessageContaining("Expected automation.events-0 to end at 2 or later")
                .hasMessageContaining("but found 1");

        follower.follow();
        assertThat(versionOf("c")).isEqualTo(1);
    }
}
