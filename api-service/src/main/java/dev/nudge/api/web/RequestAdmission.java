package dev.nudge.api.web;

import jakarta.servlet.http.HttpServletRequest;

/** What a request may have to wait for when its body has come, before it is worked on. */
@FunctionalInterface
public interface RequestAdmission {

    /**
     * @param bytes of the body
     * @throws ProblemException when it has waited for too long
     */
    void await(int bytes);

    /** Makes the request wait for it. */
    default void giveTo(HttpServletRequest request) {
        request.setAttribute(RequestAdmission.class.getName(), this);
    }

    static void await(HttpServletRequest request, int bytes) {
        if (request.getAttribute(RequestAdmission.class.getName()) instanceof RequestAdmission turn) {
            turn.await(bytes);
        }
    }
}
