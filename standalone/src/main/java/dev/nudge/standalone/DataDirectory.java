package dev.nudge.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The directory for all data, locked by one process at a time. The operating system releases the lock when the process
 * ends for any reason.
 */
final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws CannotStartException when another process uses the directory, or it cannot be created */
    static DataDirectory open(Path path) {
        FileChannel channel = null;
        try {
            Files.createDirectories(path);
            channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                throw new CannotStartException("another process uses the data directory " + path
                        + "; stop that process or choose another directory with --" + StandaloneProperties.DATA_DIR
                        + "=<directory>.");
            }
            return new DataDirectory(path, channel);
        } catch (IOException unusable) {
            close(channel);
            throw new CannotStartException("the data directory " + path + " cannot be used (" + unusable
                    + "); choose another one with --" + StandaloneProperties.DATA_DIR + "=<directory>.");
        } catch (CannotStartException taken) {
            close(channel);
            throw taken;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        close(lock);
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException unexpected) {
                throw new UncheckedIOException(unexpected);
            }
        }
    }
}
