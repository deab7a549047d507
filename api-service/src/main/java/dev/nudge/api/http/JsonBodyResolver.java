package dev.nudge.api.http;

import dev.nudge.api.json.JsonText;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads a {@link JsonBody}, never more of it than the limit, whether its length was announced or not. */
final class JsonBodyResolver implements HandlerMethodArgumentResolver {

    static final int MAX_BYTES = 1024 * 1024;

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == JsonBody.class;
    }

    @Override
    public JsonBody resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
            NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
        HttpServletRequest servletRequest = Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        byte[] text = read(servletRequest);
        if (text.length == 0) {
            throw Refusal.invalid("", Violation.REQUIRED, "Expected JSON but the body is empty.");
        }
        return switch (JsonText.read(text)) {
            case Reading.Understood<JsonText.Value>(JsonText.Value value) -> new JsonBody(value.json());
            case Reading.Refused<JsonText.Value>(var violations) -> throw Refusal.invalid(violations);
        };
    }

    private static byte[] read(HttpServletRequest request) {
        if (request.getContentLengthLong() <= MAX_BYTES) {
            byte[] text = readUpToLimit(request);
            if (text.length <= MAX_BYTES) {
                return text;
            }
        }
        throw Refusal.tooLarge("Expected a body of at most " + MAX_BYTES + " bytes but found more.");
    }

    private static byte[] readUpToLimit(HttpServletRequest request) {
        try {
            return request.getInputStream().readNBytes(MAX_BYTES + 1);
        } catch (IOException brokenOff) {
            throw Refusal.invalid("", Violation.FORMAT, "Expected a whole body but it broke off.");
        }
    }
}
