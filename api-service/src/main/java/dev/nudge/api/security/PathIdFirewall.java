package dev.nudge.api.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Accepts percent-encoded ids in paths that contain any text without control characters, because other systems create
 * the ids (E1). Paths under {@code /api}, and those of the console that contain an id, are split before they are
 * decoded, and serve no files, so that an encoded slash is an ordinary character. Unencoded {@code ;} and {@code //}
 * are rejected there too; all other paths use Spring Security's rules. All methods pass, so that the route can respond
 * with the allowed ones.
 */
final class PathIdFirewall implements HttpFirewall {

    private static final List<String> WITH_IDS = List.of("/api/", "/automations/", "/leads/", "/templates/");

    private final StrictHttpFirewall strict = new StrictHttpFirewall();
    private final StrictHttpFirewall withIds = new StrictHttpFirewall();

    PathIdFirewall() {
        strict.setUnsafeAllowAnyHttpMethod(true);
        withIds.setUnsafeAllowAnyHttpMethod(true);
        withIds.setAllowUrlEncodedSlash(true);
        withIds.setAllowUrlEncodedDoubleSlash(true);
        withIds.setAllowUrlEncodedPercent(true);
        withIds.setAllowSemicolon(true);
        withIds.setAllowBackSlash(true);
        withIds.getEncodedUrlBlocklist().addAll(List.of(";", "//", "\\"));
    }

    @Override
    public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
        boolean hasId = WITH_IDS.stream().anyMatch(request.getRequestURI()::startsWith);
        return (hasId ? withIds : strict).getFirewalledRequest(request);
    }

    @Override
    public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
        return strict.getFirewalledResponse(response);
    }
}
