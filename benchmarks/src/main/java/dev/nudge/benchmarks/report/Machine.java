package dev.nudge.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Where and when the samples were taken.
 *
 * @param processor its model as Linux gives it, else the architecture
 * @param revision the commit of the working tree, with a plus if the tree had other changes; {@code unknown} outside a
 *        repository
 */
public record Machine(String processor, int cores, long memoryGib, String system, String java, String revision,
        LocalDate date) {

    public static Machine current() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(processorModel(), Runtime.getRuntime().availableProcessors(),
                Math.round(system.getTotalMemorySize() / (double) (1 << 30)), system.getName(),
                System.getProperty("java.vm.name") + " " + Runtime.version(), currentRevision(),
                LocalDate.now(ZoneOffset.UTC));
    }

    private static String processorModel() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
        }
    }

    private static String currentRevision() {
        try {
            String commit = output("git", "rev-parse", "--short=8", "HEAD");
            // What a recording writes is no change.
            return output("git", "status", "--porcelain", "--", ":(top)", ":(top,exclude)benchmarks/results",
                    ":(top,exclude)docs/benchmarks.md", ":(top,exclude)docs/images/benchmarks").isEmpty()
                            ? commit
                            : commit + "+";
        } catch (IOException noRepository) {
            return "unknown";
        }
    }

    /** @throws IOException if the command cannot be started or fails */
    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("Expected " + String.join(" ", command) + " to succeed but it did not");
        }
        return output;
    }
}
