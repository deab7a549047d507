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

/** The directory that everything is kept in, for one process at a time; the lock goes with the process, however it ends. */
final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws CannotStartException when another process has it, or it can't be made */
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
            throw new CannotStartException("the data directory " + path + " can't be used (" + unusable
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
