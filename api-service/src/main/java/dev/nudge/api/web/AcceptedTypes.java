package dev.nudge.api.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;

/**
 * The types in {@code Accept} without their charsets: JSON is always UTF-8 (RFC 8259), and Spring would reject a
 * different charset only after the request was processed.
 */
final class AcceptedTypes implements ContentNegotiationStrategy {

    private static final String CHARSET = "charset";

    private final HeaderContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();

    @Override
    public List<MediaType> resolveMediaTypes(NativeWebRequest request) throws HttpMediaTypeNotAcceptableException {
        return header.resolveMediaTypes(request).stream().map(AcceptedTypes::withoutCharset).toList();
    }

    private static MediaType withoutCharset(MediaType type) {
        Map<String, String> others = new LinkedHashMap<>(type.getParameters());
        return others.keySet().removeIf(CHARSET::equalsIgnoreCase) ? new MediaType(type, others) : type;
    }
}
