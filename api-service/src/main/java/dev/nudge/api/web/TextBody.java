package dev.nudge.api.web;

import dev.nudge.json.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.MediaType;

/** A request's body as the lines of a text in UTF-8; a controller takes it as a parameter. It is read on first use. */
public final class TextBody {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final HttpServletRequest request;

    TextBody(HttpServletRequest request) {
        this.request = request;
    }

    /** Whether the body has a content type. */
    public boolean is(MediaType type) {
        return type.includes(MediaType.parseMediaType(request.getContentType()));
    }

    /** @throws ProblemException when the body is too large or not UTF-8 */
    public List<String> lines() {
        byte[] bytes = RequestBody.read(request);
        RequestAdmission.await(request, bytes.length);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).lines().toList();
        } catch (CharacterCodingException notUtf8) {
            throw ProblemException.invalid("", Violation.FORMAT, "Expected a text in UTF-8.");
        }
    }
}
