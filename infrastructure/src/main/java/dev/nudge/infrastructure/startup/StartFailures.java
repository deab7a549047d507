package dev.nudge.infrastructure.startup;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Says in one sentence which setting prevents a start, and what to do. The sentence has no value that may be a secret:
 * only those of Nudge's own settings, whose checks write them.
 */
final class StartFailures {

    private static final String OWN = "nudge.";
    /** They read the connection string, and the name of the database in it. */
    private static final Set<String> CONNECTION_STRING = Set.of("com.mongodb.ConnectionString",
            "org.springframework.boot.data.mongodb.autoconfigure.MongoDatabaseFactoryConfiguration");

    private StartFailures() {}

    /** Returns nothing for a failure that no setting causes, or that is not known here. */
    static Optional<String> sentence(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).map(StartFailures::ofOne)
                .flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> ofOne(Throwable failure) {
        return switch (failure) {
            case InvalidSettingException invalid -> Optional.ofNullable(invalid.getMessage());
            case BindException unbound -> Optional.of(sentence(unbound));
            case InvalidConfigurationPropertyValueException invalid ->
                Optional.of("Expected " + invalid.getName() + " to have another value: the present one is not valid.");
            case PortInUseException inUse -> Optional.of("Port " + inUse.getPort()
                    + " is used by another program. Stop that program, or set server.port or, if it is that of the"
                    + " management endpoints, management.server.port to another one.");
            default -> isAboutConnectionString(failure)
                    ? Optional.of("Expected a connection string of MongoDB, such as"
                            + " mongodb://user:password@host:27017/nudge, in spring.mongodb.uri but found another text.")
                    : Optional.empty();
        };
    }

    private static String sentence(BindException unbound) {
        Throwable root = unbound;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return root instanceof IllegalArgumentException && message != null && message.startsWith("Expected ")
                && message.contains(OWN)
                        ? message
                        : "Expected " + unbound.getName() + " to be " + expected(unbound.getTarget())
                                + " but found another value.";
    }

    private static String expected(Bindable<?> target) {
        Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(target.getType().resolve(Object.class));
        if (Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == Duration.class) {
            return "a duration such as 30s";
        }
        if (type == DataSize.class) {
            return "a size such as 64MB";
        }
        return type.isEnum() ? "one of " + Arrays.toString(type.getEnumConstants()) : "a valid " + type.getSimpleName();
    }

    private static boolean isAboutConnectionString(Throwable failure) {
        return failure instanceof IllegalArgumentException && Stream.of(failure.getStackTrace())
                .anyMatch(frame -> CONNECTION_STRING.contains(frame.getClassName()));
    }
}
