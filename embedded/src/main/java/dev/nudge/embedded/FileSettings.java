package dev.nudge.embedded;

import java.nio.file.Path;
import java.time.Duration;

import org.h2.mvstore.MVStore;

/**
 * The settings of the store's file: no automatic commits, small pages (a replaced document is rewritten together with
 * its page), and immediate reuse of unused space. Immediate reuse is safe if the process ends, but not in a power
 * failure; the last five versions remain in the file, so that the previous commit is intact if a kill interrupts a
 * commit.
 */
final class FileSettings {

    static final int FILL_RATE = 50;
    static final int BYTES_AT_ONCE = 4 * 1024 * 1024;
    static final Duration BETWEEN_COMPACTIONS = Duration.ofMillis(250);

    private static final int PAGE_BYTES = 4 * 1024;
    private static final int CACHE_MEBIBYTES = 64;

    private FileSettings() {}

    static MVStore open(Path file) {
        MVStore store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().autoCommitBufferSize(0)
                .pageSplitSize(PAGE_BYTES).cacheSize(CACHE_MEBIBYTES).open();
        store.setRetentionTime(0);
        return store;
    }
}
