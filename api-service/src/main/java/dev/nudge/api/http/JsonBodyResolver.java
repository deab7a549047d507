package dev.nudge.api.http;

import dev.nudge.api.json.JsonText;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads a {@link JsonBody}. */
final class JsonBodyResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == JsonBody.class;
    }

    @Override
    public JsonBody resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
            NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
        HttpServletRequest servletRequest = Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        byte[] text = RequestBody.read(servletRequest);
        if (text.length == 0) {
            throw Refusal.invalid("", Violation.REQUIRED, "Expected JSON but the body is empty.");
        }
        return switch (JsonText.read(text)) {
            case Reading.Understood<JsonText.Value>(JsonText.Value value) -> new JsonBody(value.json());
            case Reading.Refused<JsonText.Value>(var violations) -> throw Refusal.invalid(violations);
        };
    }
}
