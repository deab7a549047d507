package dev.nudge.benchmarks;

import dev.nudge.benchmarks.compare.Comparison;
import dev.nudge.benchmarks.compare.Revision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * Runs works at two revisions of the project, and says which figures have changed beyond the noise. The revisions are
 * checked out into temporary Git worktrees and built there. Then each work runs once at each revision in every round,
 * as a process of its own, and the revisions alternate in being first.
 * <p>
 * Options: {@code -Dbefore=HEAD~1 -Dafter=HEAD}, the revisions as Git understands them; {@code git stash create} prints
 * one of the changes that are not committed. {@code -Dworks=Pipeline,ApiLoad}, commands of this package that write
 * {@code -Dresults}. {@code -Drounds=7}, at least 4. {@code -Dworkoptions=-Devents=20000,-Dleads=500}, options of the
 * works, which have one round otherwise. {@code -Dtable=target/compare.md}, the file that gets the table.
 */
public final class Compare {

    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    private static final List<String> WORKS = words(System.getProperty("works", "Pipeline"));
    private static final List<String> OPTIONS = words(System.getProperty("workoptions", ""));
    private static final Path TABLE = Path.of(System.getProperty("table", "target/compare.md"));

    private Compare() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = directory();
        List<Revision> revisions = new ArrayList<>();
        // Also after an interruption, which ends the works, too.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(revisions, directory)));
        revisions.add(new Revision(System.getProperty("before", "HEAD~1"), directory.resolve("before")));
        revisions.add(new Revision(System.getProperty("after", "HEAD"), directory.resolve("after")));
        for (Revision revision : revisions) {
            System.out.println("building " + revision);
            revision.build(WORKS);
        }
        Comparison comparison = compare(revisions.getFirst(), revisions.getLast());
        System.out.println(comparison);
        Files.writeString(TABLE, comparison.toString());
    }

    /** Other users can enter it: the user who runs PostgreSQL has files below it. */
    private static Path directory() throws IOException {
        Path directory = Files.createTempDirectory("nudge-compare");
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return directory;
    }

    private static Comparison compare(Revision before, Revision after) throws IOException {
        List<String> options = new ArrayList<>(List.of("-Drounds=1"));
        options.addAll(OPTIONS);
        Comparison comparison = new Comparison();
        for (int round = 1; round <= ROUNDS; round++) {
            for (String work : WORKS) {
                System.out.printf("round %d of %d: %s%n", round, ROUNDS, work);
                if (round % 2 == 1) {
                    comparison.addBefore(work, before.run(work, options));
                    comparison.addAfter(work, after.run(work, options));
                } else {
                    comparison.addAfter(work, after.run(work, options));
                    comparison.addBefore(work, before.run(work, options));
                }
            }
        }
        return comparison;
    }

    private static void remove(List<Revision> revisions, Path directory) {
        ProcessHandle.current().descendants().forEach(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
        try {
            for (Revision revision : revisions) {
                revision.remove();
            }
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    /** Separated by spaces or commas. */
    private static List<String> words(String text) {
        return Stream.of(text.split("[ ,]+")).filter(word -> !word.isEmpty()).toList();
    }
}
