package dev.nudge.api.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Restricts responses to JSON, except streams of events, and rejects requests that do not accept it before they are
 * processed.
 */
final class JsonResponses implements HandlerInterceptor {

    private static final MediaType JSON = MediaType.APPLICATION_JSON;

    private final AcceptedTypes accept = new AcceptedTypes();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws HttpMediaTypeNotAcceptableException {
        if (handler instanceof HandlerMethod && !isStream(request)) {
            if (accept.resolveMediaTypes(new ServletWebRequest(request)).stream().noneMatch(JSON::isCompatibleWith)) {
                throw new HttpMediaTypeNotAcceptableException(List.of(JSON));
            }
            request.setAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, Set.of(JSON));
        }
        return true;
    }

    /** Whether the route has matched Accept itself. */
    private static boolean isStream(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE) instanceof Set<?> types
                && types.contains(MediaType.TEXT_EVENT_STREAM);
    }
}
