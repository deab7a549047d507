package dev.nudge.api.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Rejects parameters of routes that take none; routes with a {@link Query} parameter validate it themselves. */
final class UnexpectedQueryInterceptor implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getQueryString() != null && handler instanceof HandlerMethod route && !takesQuery(route)) {
            Query query = QueryResolver.read(request::getParameterMap);
            query.allowOnly();
            query.check();
        }
        return true;
    }

    private static boolean takesQuery(HandlerMethod route) {
        return Arrays.stream(route.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == Query.class);
    }
}
