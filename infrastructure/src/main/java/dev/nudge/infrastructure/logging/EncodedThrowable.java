package dev.nudge.infrastructure.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The same exception, with its causes, and the messages encoded. */
record EncodedThrowable(IThrowableProxy original) implements IThrowableProxy {

    @Override
    public @Nullable String getMessage() {
        String message = original.getMessage();
        return message == null ? null : LogText.encode(message);
    }

    @Override
    public @Nullable String getOverridingMessage() {
        String message = original.getOverridingMessage();
        return message == null ? null : LogText.encode(message);
    }

    @Override
    public String getClassName() {
        return original.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return original.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
        return original.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        IThrowableProxy cause = original.getCause();
        return cause == null ? null : new EncodedThrowable(cause);
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        return Arrays.stream(original.getSuppressed()).map(EncodedThrowable::new).toArray(IThrowableProxy[]::new);
    }

    @Override
    public boolean isCyclic() {
        return original.isCyclic();
    }
}
