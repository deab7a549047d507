package dev.nudge.reliability.harness;

import dev.nudge.embedded.EmbeddedKafka;
import dev.nudge.embedded.EmbeddedMongo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The main class of every process that the harness starts. The process exits when the harness ends for any reason,
 * because its standard input is a pipe that breaks then.
 */
final class Attached {

    static final String BROKER = "broker";
    static final String STORE = "store";

    private Attached() {}

    /** @param arguments broker or store with directory and port, or the main class of a service and its arguments */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread.ofPlatform().daemon().name("harness-watch").start(Attached::exitWithTheHarness);
        switch (arguments[0]) {
            case BROKER -> closeOnShutdown(EmbeddedKafka.start(Path.of(arguments[1]), Integer.parseInt(arguments[2])));
            case STORE -> closeOnShutdown(EmbeddedMongo.start(Path.of(arguments[1]), Integer.parseInt(arguments[2])));
            default -> Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null,
                    (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
        }
    }

    private static void closeOnShutdown(AutoCloseable server) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }));
    }

    private static void exitWithTheHarness() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            // the harness has ended, too
        }
        Runtime.getRuntime().halt(1);
    }
}
