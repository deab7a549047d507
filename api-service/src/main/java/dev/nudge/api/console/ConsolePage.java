package dev.nudge.api.console;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * The console's page, or a start page without a console. All its addresses are relative to {@code <base href>}, which
 * is the path of this server as the browser sees it: its context path, behind the prefix that a proxy removed.
 */
final class ConsolePage {

    private static final String BASE = "<base href=\"/\">";
    private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)++");

    private final String beforeBase;
    private final String afterBase;

    private ConsolePage(Resource html) {
        String text = read(html);
        int base = text.indexOf(BASE);
        if (base < 0) {
            throw new IllegalStateException("Expected " + BASE + " in " + html.getDescription() + ".");
        }
        this.beforeBase = text.substring(0, base);
        this.afterBase = text.substring(base + BASE.length());
    }

    static ConsolePage of(boolean enabled) {
        Resource built = new ClassPathResource("META-INF/nudge-console/index.html");
        return new ConsolePage(enabled && built.exists() ? built : new ClassPathResource("console/start-page.html"));
    }

    String html(HttpServletRequest request) {
        String base = prefix(request.getHeader("X-Forwarded-Prefix")) + request.getContextPath() + "/";
        return beforeBase + "<base href=\"" + base + "\">" + afterBase;
    }

    /** The prefix without a slash at its end; empty if it is absent or is no plain path. */
    private static String prefix(@Nullable String header) {
        if (header == null) {
            return "";
        }
        String first = header.split(",", 2)[0].strip();
        String path = first.endsWith("/") ? first.substring(0, first.length() - 1) : first;
        return PREFIX.matcher(path).matches() ? path : "";
    }

    private static String read(Resource resource) {
        try {
            return resource.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
