package dev.nudge.api.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Resolves {@link JsonBody} and {@link TextBody} parameters. */
final class BodyResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == JsonBody.class || parameter.getParameterType() == TextBody.class;
    }

    @Override
    public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
            NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
        HttpServletRequest servletRequest = Objects
                .requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        return parameter.getParameterType() == JsonBody.class
                ? new JsonBody(servletRequest)
                : new TextBody(servletRequest);
    }
}
