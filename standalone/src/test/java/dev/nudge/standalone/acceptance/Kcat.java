package dev.nudge.standalone.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * An independent Kafka client. It is based on librdkafka, which assigns keys to partitions by CRC32 where Java clients
 * use murmur2, so most of its records are not in the lead's home partition.
 */
record Kcat(String program) {

    /** Skips the test if it is not installed. The Debian package is kafkacat, and the program has either name. */
    static Kcat onThisMachine() {
        return Stream.of("kcat", "kafkacat").filter(Kcat::runs).findFirst().map(Kcat::new)
                .orElseGet(() -> Assumptions.abort("kcat is not installed (Debian: apt-get install kafkacat)"));
    }

    private static boolean runs(String program) {
        try {
            return new ProcessBuilder(program, "-V").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The lead events of the test data, each as the lead's id, a tab and the event. */
    static Path keyedLeadEvents(Path directory) {
        Path keyed = directory.resolve("lead-events.tsv");
        try (var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(Objects.requireNonNull(
                Kcat.class.getResourceAsStream("/lead-events.jsonl.gz"))), StandardCharsets.UTF_8));
                var output = Files.newBufferedWriter(keyed)) {
            String marker = "\"leadId\":\"";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int start = line.indexOf(marker) + marker.length();
                output.write(line, start, line.indexOf('"', start) - start);
                output.write("\t" + line + "\n");
            }
            return keyed;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Starts to produce; the process exits when the broker has acknowledged everything. */
    Process produce(String bootstrapServers, String topic, Path keyed) {
        try {
            return new ProcessBuilder(program, "-P", "-b", bootstrapServers, "-t", topic, "-K", "\t")
                    .redirectInput(keyed.toFile()).redirectErrorStream(true)
                    .redirectOutput(keyed.resolveSibling("kcat.log").toFile()).start();
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
