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
 * The id for the resources that a request creates. A request that is repeated with its {@code Idempotency-Key} has the
 * same id, so that it finds the resources that the first attempt created. A controller takes it as a parameter.
 */
public record RequestId(String value) {

    public static RequestId fresh() {
        return new RequestId(new ObjectId().toHexString());
    }

    /** Sets the id of the request. */
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
