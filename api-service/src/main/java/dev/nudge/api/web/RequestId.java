package dev.nudge.api.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * The id for what a request makes. A request that is made again under its {@code Idempotency-Key}, because nobody knows
 * how far the first one came, has the same, so that it finds what is there already. A controller takes it as a
 * parameter.
 */
public record RequestId(String value) {

    public static RequestId fresh() {
        return new RequestId(new ObjectId().toHexString());
    }

    /** Decides which id the request has. */
    public void giveTo(HttpServletRequest request) {
        request.setAttribute(RequestId.class.getName(), this);
    }

    static final class Resolver implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == RequestId.class;
        }

        @Override
        public RequestId resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
                NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
            HttpServletRequest servletRequest = Objects
                    .requireNonNull(request.getNativeRequest(HttpServletRequest.class));
            return servletRequest.getAttribute(RequestId.class.getName()) instanceof RequestId given ? given : fresh();
        }
    }
}
