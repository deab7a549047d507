package dev.nudge.api.http;

import jakarta.servlet.http.HttpServletRequest;

/** What a request may have to wait for when its body has come, before it is worked on. */
@FunctionalInterface
public interface Turn {

    /**
     * @param bytes of the body
     * @throws Refusal when it has waited for too long
     */
    void await(int bytes);

    /** Makes the request wait for it. */
    default void giveTo(HttpServletRequest request) {
        request.setAttribute(Turn.class.getName(), this);
    }

    static void await(HttpServletRequest request, int bytes) {
        if (request.getAttribute(Turn.class.getName()) instanceof Turn turn) {
            turn.await(bytes);
        }
    }
}
