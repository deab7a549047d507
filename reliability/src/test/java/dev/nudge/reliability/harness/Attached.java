package dev.nudge.reliability.harness;

import dev.nudge.embedded.EmbeddedKafka;
import dev.nudge.embedded.EmbeddedMongo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The main class of every process that the harness starts. The process ends with the harness, however that ends: its
 * standard input is a pipe that breaks then.
 */
final class Attached {

    static final String BROKER = "broker";
    static final String STORE = "store";

    private Attached() {}

    /** @param arguments broker or store with directory and port, or the main class of a service with its arguments */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread.ofPlatform().daemon().name("harness-watch").start(Attached::endWithTheHarness);
        switch (arguments[0]) {
            case BROKER -> untilTerminated(EmbeddedKafka.start(Path.of(arguments[1]), Integer.parseInt(arguments[2])));
            case STORE -> untilTerminated(EmbeddedMongo.start(Path.of(arguments[1]), Integer.parseInt(arguments[2])));
            default -> Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null,
                    (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
        }
    }

    private static void untilTerminated(AutoCloseable server) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }));
    }

    private static void endWithTheHarness() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            // as good as its end
        }
        Runtime.getRuntime().halt(1);
    }
}
