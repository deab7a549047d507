package dev.nudge.api.web;

import dev.nudge.json.Violation;
import java.io.IOException;
import java.io.InputStream;

/** For requests that must not have a body. */
public final class NoRequestBody {

    private NoRequestBody() {}

    /** @throws ProblemException when there is a body, which would otherwise be ignored */
    public static void require(InputStream body) {
        boolean empty;
        try {
            empty = body.read() == -1;
        } catch (IOException brokenOff) {
            empty = false;
        }
        if (!empty) {
            throw ProblemException.invalid("", Violation.UNKNOWN_FIELD, "Expected no body but found one.");
        }
    }
}
