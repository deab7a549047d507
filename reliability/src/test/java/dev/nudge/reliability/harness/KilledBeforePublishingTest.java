package dev.nudge.reliability.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The API is killed between writing a change and publishing it: the broker is unavailable, so that nothing can be
 * published, while changes of every kind are accepted. A running engine must receive them from the log; one that was
 * killed too may read them from the database.
 */
class KilledBeforePublishingTest {

    private static final long SEED = Long.getLong("nudge.seed", new Random().nextLong(1_000_000));
    private static final int CHANGES = 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void unpublished_changes_reach_the_engines_after_the_restart() {
        System.out.println("Killed before publishing: -Dnudge.seed=" + SEED + ", in " + directory);
        try (Site site = new Site(directory)) {
            site.start();
            ChangingOrganization changing = new ChangingOrganization(site, SEED);
            changing.changeSomething();
            RegistryProbe registries = new RegistryProbe(site);
            registries.awaitEqual(ChangingOrganization.ID);

            site.process(Part.BROKER).kill();
            for (int i = 0; i < CHANGES; i++) {
                changing.changeSomething();
            }
            long written = site.store().changesToPublish();
            site.process(Part.API).kill();
            site.process(Part.ENGINE_1).kill();
            assertThat(site.store().changesToPublish()).as("documents written and not published").isEqualTo(written)
                    .isPositive();

            site.process(Part.BROKER).start();
            site.process(Part.API).start();
            site.process(Part.ENGINE_1).start();
            site.awaitReady();
            registries.awaitEqual(ChangingOrganization.ID);
            changing.assertStoredIn(site.store());
            System.out
                    .println("Of " + CHANGES + " changes " + written + " documents were not published when the API was"
                            + " killed; both engines know them");
        }
    }
}
