package dev.nudge.embedded;

import java.nio.file.Path;
import java.time.Duration;

import org.h2.mvstore.MVStore;

/**
 * How the store's file is kept: no commits but ours, small pages (a replaced document is written again with its
 * neighbours in the page), and dead space given back at once. Giving it back at once is safe against the end of the
 * process, not against the loss of power; the last five versions stay in the file, so that a commit cut short by a kill
 * leaves the one before intact.
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
