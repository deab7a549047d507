package dev.nudge.api.web;

import dev.nudge.json.Violation;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Resolves {@link Query} parameters. */
final class QueryResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Query.class;
    }

    @Override
    public Query resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
            NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
        return read(request::getParameterMap);
    }

    /** @param parameters called here, because the call fails when the query cannot be parsed */
    static Query read(Supplier<Map<String, String[]>> parameters) {
        try {
            return Query.of(parameters.get());
        } catch (IllegalStateException unreadable) { // as the Servlet API specifies
            throw ProblemException.invalid("", Violation.FORMAT,
                    "Expected a query such as limit=25 but the query cannot be parsed.");
        }
    }
}
