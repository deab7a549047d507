package dev.nudge.api.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Lets an id in a path be any text without control characters, percent-encoded: other systems made it (E1). Under
 * {@code /api} paths are taken apart before they are decoded, and lead to no files, so that an encoded slash is a
 * character like any other. As they are, {@code ;} and {@code //} are refused there too, and elsewhere Spring
 * Security's own rules hold. A method of any name is let through, so that a path can answer which ones it has.
 */
final class PathIdFirewall implements HttpFirewall {

    private final StrictHttpFirewall strict = new StrictHttpFirewall();
    private final StrictHttpFirewall underApi = new StrictHttpFirewall();

    PathIdFirewall() {
        strict.setUnsafeAllowAnyHttpMethod(true);
        underApi.setUnsafeAllowAnyHttpMethod(true);
        underApi.setAllowUrlEncodedSlash(true);
        underApi.setAllowUrlEncodedDoubleSlash(true);
        underApi.setAllowUrlEncodedPercent(true);
        underApi.setAllowSemicolon(true);
        underApi.setAllowBackSlash(true);
        underApi.getEncodedUrlBlocklist().addAll(List.of(";", "//", "\\"));
    }

    @Override
    public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
        return (request.getRequestURI().startsWith("/api/") ? underApi : strict).getFirewalledRequest(request);
    }

    @Override
    public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
        return strict.getFirewalledResponse(response);
    }
}
