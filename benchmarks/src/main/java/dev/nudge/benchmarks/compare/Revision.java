package dev.nudge.benchmarks.compare;

import dev.nudge.benchmarks.process.Command;
import dev.nudge.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A revision of the project in a Git worktree of its own, which is built once. Its works run as processes in it. What
 * they print goes to files beside it.
 */
public final class Revision {

    private static final List<String> BUILD = List.of("mvn", "-B", "-ntp", "-q", "test-compile",
            "dependency:build-classpath", "-pl", "benchmarks", "-am", "-DskipTests", "-Dspotless.check.skip",
            "-Dmaven.antrun.skip=true", "-Dmdep.includeScope=runtime", "-Dmdep.outputFile=target/classpath");
    private static final String PACKAGE = "dev.nudge.benchmarks.";

    private final String name;
    private final Path directory;
    private final Path module;
    private int runs;

    /**
     * @param name as Git understands it, for example {@code main} or {@code HEAD~1}
     * @param directory does not exist yet
     * @throws IllegalStateException if Git does not know it
     */
    public Revision(String name, Path directory) throws IOException {
        this.name = name;
        this.directory = directory;
        this.module = directory.resolve("benchmarks");
        Command.run(Path.of(""), log("git"),
                List.of("git", "worktree", "add", "--force", "--detach", directory.toString(), name));
    }

    /**
     * Compiles it, without the console.
     *
     * @throws IllegalStateException if it cannot be compiled, or has not all of the works
     */
    public void build(Collection<String> works) throws IOException {
        for (String work : works) {
            Path source = module.resolve("src/main/java/" + (PACKAGE + work).replace('.', '/') + ".java");
            if (!Files.exists(source)) {
                throw new IllegalStateException("The revision " + name + " has no work " + work + ": there is no "
                        + directory.relativize(source) + ". Choose others by -Dworks, or a later revision.");
            }
        }
        Files.createDirectories(directory.resolve("console/target/classes"));
        List<String> offline = new ArrayList<>(BUILD);
        offline.add("--offline");
        if (!Command.succeeds(directory, log("build-offline"), offline)) {
            Command.run(directory, log("build"), BUILD);
        }
    }

    /**
     * Runs a work in a process.
     *
     * @param options of its JVM, for example {@code -Drounds=1}
     * @throws IllegalStateException if it fails, or writes no samples
     */
    public Results run(String work, List<String> options) throws IOException {
        runs++;
        Path temporary = Files.createDirectories(directory.resolveSibling("tmp"));
        Path results = directory.resolveSibling("%s-%s-%d.json".formatted(directory.getFileName(), work, runs));
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "-Xmx3g",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary, "-Dresults=" + results));
        command.addAll(options);
        command.addAll(List.of("-cp",
                module.resolve("target/classes") + System.getProperty("path.separator")
                        + Files.readString(module.resolve("target/classpath")).strip(),
                PACKAGE + work));
        Command.run(module, log(work + "-" + runs), command);
        if (!Files.exists(results)) {
            throw new IllegalStateException(
                    "The work " + work + " of the revision " + name + " does not write its samples to -Dresults.");
        }
        return Results.read(results);
    }

    /** Removes the worktree. */
    public void remove() throws IOException {
        Command.run(Path.of(""), log("git"),
                List.of("git", "worktree", "remove", "--force", "--force", directory.toString()));
    }

    @Override
    public String toString() {
        return name;
    }

    private Path log(String step) {
        return directory.resolveSibling(directory.getFileName() + "-" + step + ".log");
    }
}
