package dev.nudge.api.idempotency;

import dev.nudge.api.relay.Publication;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bson.Document;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** The first response, stored so that it can be returned again. */
record StoredResponse(Document document) {

    private static final List<String> HEADERS = List.of("Content-Type", "Location", "ETag", Publication.HEADER);

    static StoredResponse of(ContentCachingResponseWrapper response) {
        Document headers = new Document();
        for (String header : HEADERS) {
            if (response.getHeader(header) != null) {
                headers.append(header, response.getHeader(header));
            }
        }
        return new StoredResponse(new Document("status", response.getStatus()).append("headers", headers).append("body",
                new String(response.getContentAsByteArray(), StandardCharsets.UTF_8)));
    }

    void writeTo(HttpServletResponse response) throws IOException {
        response.setStatus(document.getInteger("status"));
        document.get("headers", Document.class)
                .forEach((header, value) -> response.setHeader(header, String.valueOf(value)));
        response.setHeader("Idempotent-Replayed", "true");
        response.getOutputStream().write(document.getString("body").getBytes(StandardCharsets.UTF_8));
    }
}
