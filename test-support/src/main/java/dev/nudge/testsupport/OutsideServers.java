package dev.nudge.testsupport;

import java.util.Optional;

/** The servers that the environment names for tests. Without them, tests start the embedded ones. */
public final class OutsideServers {

    /** {@code host:port,...} of a broker for tests only: they delete and create Nudge's topics on it. */
    public static final String KAFKA_VARIABLE = "NUDGE_TEST_KAFKA_BOOTSTRAP_SERVERS";
    /** {@code mongodb://...}; tests create separate databases there, and drop them at the end. */
    public static final String MONGODB_VARIABLE = "NUDGE_TEST_MONGODB_URI";

    private OutsideServers() {}

    public static Optional<String> kafka() {
        return named(KAFKA_VARIABLE);
    }

    public static Optional<String> mongodb() {
        return named(MONGODB_VARIABLE);
    }

    private static Optional<String> named(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
    }
}
