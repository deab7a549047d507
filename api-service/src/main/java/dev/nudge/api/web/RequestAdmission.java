package dev.nudge.api.web;

import jakarta.servlet.http.HttpServletRequest;

/** A condition that a request waits for after its body has arrived and before it is processed. */
@FunctionalInterface
public interface RequestAdmission {

    /**
     * @param bytes the size of the body
     * @throws ProblemException when the wait times out
     */
    void await(int bytes);

    /** Makes the request wait for this condition. */
    default void giveTo(HttpServletRequest request) {
        request.setAttribute(RequestAdmission.class.getName(), this);
    }

    static void await(HttpServletRequest request, int bytes) {
        if (request.getAttribute(RequestAdmission.class.getName()) instanceof RequestAdmission turn) {
            turn.await(bytes);
        }
    }
}
