package dev.nudge.api.relay;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Publishes what a request has written, and reports the result in a response header: true means that every event sent
 * after the response is decided with the change (ADR 19). A controller takes it as a parameter.
 */
public final class Publication {

    public static final String HEADER = "Nudge-Published";

    private final Relay relay;
    private final HttpServletResponse response;

    private Publication(Relay relay, HttpServletResponse response) {
        this.relay = relay;
        this.response = response;
    }

    /** Waits for a bounded time. */
    public void of(Written... documents) {
        response.setHeader(HEADER, String.valueOf(relay.publish(List.of(documents))));
    }

    record Resolver(Relay relay) implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Publication.class;
        }

        @Override
        public Publication resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
                NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
            return new Publication(relay,
                    Objects.requireNonNull(request.getNativeResponse(HttpServletResponse.class)));
        }
    }
}
