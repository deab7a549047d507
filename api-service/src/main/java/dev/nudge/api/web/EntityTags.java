package dev.nudge.api.web;

import dev.nudge.event.LeadEvent;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * Entity tags: the version of the stored document and a hash of its JSON, {@code "3-1f2e3d4c"}. The whole tag
 * identifies the response, including fields derived for the caller; updates depend only on the version, so that
 * {@code If-Match} accepts {@code "3"} too.
 */
public final class EntityTags {

    private static final int HASH_DIGITS = 8;
    private static final Pattern HASH = Pattern.compile("-[0-9a-f]{" + HASH_DIGITS + "}$");
    /**
     * One wildcard, or a list of tags (RFC 9110); Spring's parser would also find them inside other text. The
     * repetition is possessive, so that a long list does not need a deep stack.
     */
    private static final Pattern TAGS = Pattern
            .compile("\\h*(?:\\*|(?:W/)?\"[^\"]*+\"(?:\\h*,\\h*(?:W/)?\"[^\"]*+\")*+)\\h*");

    private EntityTags() {}

    /** @param document the document in the caller's GET response */
    public static String tag(int version, Map<String, @Nullable Object> document) {
        String json = new String(JsonCodec.write(document), StandardCharsets.UTF_8);
        return "\"" + version + "-" + LeadEvent.fingerprint(json).substring(0, HASH_DIGITS) + "\"";
    }

    /**
     * Ends the request when {@code If-Match} does not contain the current version.
     *
     * @param ifMatch the header; null: any version
     */
    public static void require(@Nullable String ifMatch, int current) {
        if (ifMatch != null && tags(ifMatch, "If-Match").stream()
                .noneMatch(tag -> tag.isWildcard() || !tag.weak() && isOfVersion(tag, current))) {
            throw ProblemException.staleVersion("Expected the current version, \"" + current + "\", in If-Match but"
                    + " found another one.");
        }
    }

    /**
     * The same for a document that may not exist, which matches no version; with {@code If-None-Match: *} it must not
     * exist.
     *
     * @param current null: the document does not exist
     */
    public static void require(@Nullable String ifMatch, @Nullable String ifNoneMatch, @Nullable Integer current) {
        if (current == null) {
            if (ifNoneMatch != null) {
                tags(ifNoneMatch, "If-None-Match"); // rejects a malformed header
            }
            if (ifMatch != null) {
                tags(ifMatch, "If-Match");
                throw ProblemException
                        .staleVersion("Expected a resource with the version in If-Match but it does not exist.");
            }
            return;
        }
        require(ifMatch, current);
        if (ifNoneMatch != null && tags(ifNoneMatch, "If-None-Match").stream()
                .anyMatch(tag -> tag.isWildcard() || isOfVersion(tag, current))) {
            throw ProblemException.staleVersion("Expected no resource with the version in If-None-Match but found"
                    + " version \"" + current + "\".");
        }
    }

    private static boolean isOfVersion(ETag tag, int version) {
        return HASH.matcher(tag.tag()).replaceFirst("").equals(Integer.toString(version));
    }

    /** Returns the document with its tag, or 304 without it when the caller already has this version. */
    public static ResponseEntity<Map<String, @Nullable Object>> answer(@Nullable String ifNoneMatch, int version,
            Map<String, @Nullable Object> document) {
        String current = tag(version, document);
        boolean known = ifNoneMatch != null && tags(ifNoneMatch, "If-None-Match").stream()
                .anyMatch(tag -> tag.isWildcard() || current.equals("\"" + tag.tag() + "\""));
        return known
                ? ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(current).build()
                : ResponseEntity.ok().eTag(current).body(document);
    }

    private static List<ETag> tags(String header, String name) {
        if (!TAGS.matcher(header).matches()) {
            throw ProblemException.invalid("", Violation.FORMAT,
                    "Expected a version in quotation marks such as \"3\" in " + name + ".");
        }
        return ETag.parse(header);
    }
}
