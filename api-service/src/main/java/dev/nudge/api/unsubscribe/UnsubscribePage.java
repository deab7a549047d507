package dev.nudge.api.unsubscribe;

import dev.nudge.address.Address;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.HtmlUtils;

/** The pages that a person sees: without scripts, not cached, not indexed, and without passing on the link. */
final class UnsubscribePage {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private UnsubscribePage() {}

    static ResponseEntity<String> question(Address address) {
        return page(HttpStatus.OK, "Unsubscribe", """
                <p>Do you want to stop receiving messages at %s?</p>
                <form method="post">
                <button name="List-Unsubscribe" value="One-Click">Unsubscribe</button>
                </form>""".formatted(shown(address)));
    }

    static ResponseEntity<String> done(Address address) {
        return page(HttpStatus.OK, "You are unsubscribed",
                "<p>No more messages will be sent to %s. You can close this page.</p>".formatted(shown(address)));
    }

    static ResponseEntity<String> unknown() {
        return page(HttpStatus.NOT_FOUND, "This link is not valid",
                """
                <p>Nothing was changed. Open the link from the message again, and make sure that it is complete.</p>""");
    }

    private static String shown(Address address) {
        return "<strong>" + HtmlUtils.htmlEscape(address.to()) + "</strong>";
    }

    private static ResponseEntity<String> page(HttpStatus status, String title, String content) {
        return ResponseEntity.status(status).contentType(HTML).cacheControl(CacheControl.noStore())
                .header("Content-Security-Policy",
                        "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
                .header("Referrer-Policy", "no-referrer").header("X-Robots-Tag", "noindex")
                .body("""
                    <!doctype html>
                    <html lang="en">
                    <head>
                    <meta charset="utf-8">
                    <meta name="viewport" content="width=device-width, initial-scale=1">
                    <meta name="robots" content="noindex">
                    <title>%s</title>
                    </head>
                    <body>
                    <main>
                    <h1>%s</h1>
                    %s
                    </main>
                    </body>
                    </html>
                    """.formatted(title, title, content));
    }
}
