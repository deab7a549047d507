package dev.nudge.infrastructure.provider;

import java.util.function.Supplier;

/**
 * A credential. It is read each time that it is used, so that a new value in a mounted file applies without a restart.
 * Its text form never contains it.
 */
public final class Secret {

    private final Supplier<String> reader;

    /** @param reader returns the present value; not blank */
    public Secret(Supplier<String> reader) {
        this.reader = reader;
    }

    public static Secret of(String value) {
        return new Secret(() -> value);
    }

    public String value() {
        return reader.get();
    }

    @Override
    public String toString() {
        return "***";
    }
}
