package dev.nudge.standalone;

import dev.nudge.api.web.Problem;
import dev.nudge.api.web.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Accepts only requests to a loopback name and, from a browser, only those of pages of this server. A page of another
 * server can have a name that resolves to this machine (DNS rebinding), but not one of the loopback names. The original
 * headers are checked; {@code X-Forwarded-Host} is ignored.
 */
final class LoopbackHosts extends OncePerRequestFilter {

    private static final Pattern HOST = Pattern
            .compile("(\\[(?<ipv6>[0-9a-f:.]+)]|(?<name>[a-z0-9.-]+?)\\.?)(:\\d{1,5})?");
    private static final Pattern LOOPBACK_NAME = Pattern
            .compile("localhost|127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        List<String> hosts = values(request, HttpHeaders.HOST);
        List<String> origins = values(request, HttpHeaders.ORIGIN);
        if (hosts.size() != 1 || !isLoopback(hosts.getFirst())) {
            Problem.of(ProblemType.FORBIDDEN, "Expected localhost, 127.0.0.1 or [::1] in Host but found another host."
                    + " Development tokens are available on this machine only."
                    + " Call http://localhost with the server's port.")
                    .writeTo(response);
        } else if (!origins.isEmpty() && !origins.equals(List.of(request.getScheme() + "://" + hosts.getFirst()))) {
            Problem.of(ProblemType.FORBIDDEN, "Expected no Origin, or the one of this server, but found another."
                    + " Development tokens are not available to pages of other servers. Send the request from a page of"
                    + " this server, or without a browser.").writeTo(response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static List<String> values(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header)).stream().map(value -> value.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static boolean isLoopback(String host) {
        Matcher parts = HOST.matcher(host);
        return parts.matches() && (parts.group("name") != null
                ? LOOPBACK_NAME.matcher(parts.group("name")).matches()
                : isLoopbackAddress(parts.group("ipv6")));
    }

    private static boolean isLoopbackAddress(String literal) {
        try {
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
