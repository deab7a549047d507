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
 * Entity tags: the version of what is saved and a hash of how it is answered, {@code "3-1f2e3d4c"}. The whole tag
 * says whether an answer is the same, also in what is derived for the caller; what may be changed depends on the
 * version alone, so that {@code If-Match} takes {@code "3"}, too.
 */
public final class EntityTags {

    private static final int HASH_DIGITS = 8;
    private static final Pattern HASH = Pattern.compile("-[0-9a-f]{" + HASH_DIGITS + "}$");
    /** One wildcard, or a list of tags (RFC 9110); Spring's reader would find either inside of any other text. */
    private static final Pattern TAGS = Pattern
            .compile("\\h*(\\*|(W/)?\"[^\"]*\"(\\h*,\\h*(W/)?\"[^\"]*\")*)\\h*");

    private EntityTags() {}

    /** @param document as GET answers it to the caller */
    public static String tag(int version, Map<String, @Nullable Object> document) {
        String json = new String(JsonCodec.write(document), StandardCharsets.UTF_8);
        return "\"" + version + "-" + LeadEvent.fingerprint(json).substring(0, HASH_DIGITS) + "\"";
    }

    /**
     * Ends the request when {@code If-Match} names other versions than the current one.
     *
     * @param ifMatch the header; null: any version will do
     */
    public static void require(@Nullable String ifMatch, int current) {
        if (ifMatch != null && tags(ifMatch, "If-Match").stream()
                .noneMatch(tag -> tag.isWildcard() || !tag.weak() && isOfVersion(tag, current))) {
            throw ProblemException.staleVersion("Expected the current version in If-Match but it is \"" + current
                    + "\" by now.");
        }
    }

    /**
     * The same where what is saved may not be there yet, which no version matches; with {@code If-None-Match: *} it
     * must not be.
     *
     * @param current null: it isn't there
     */
    public static void require(@Nullable String ifMatch, @Nullable String ifNoneMatch, @Nullable Integer current) {
        if (current == null) {
            if (ifNoneMatch != null) {
                tags(ifNoneMatch, "If-None-Match"); // a malformed one is refused all the same
            }
            if (ifMatch != null) {
                tags(ifMatch, "If-Match");
                throw ProblemException.staleVersion("Expected one with the version in If-Match but there is none.");
            }
            return;
        }
        require(ifMatch, current);
        if (ifNoneMatch != null && tags(ifNoneMatch, "If-None-Match").stream()
                .anyMatch(tag -> tag.isWildcard() || isOfVersion(tag, current))) {
            throw ProblemException
                    .staleVersion("Expected none with the version in If-None-Match but there is one, of version \""
                            + current + "\".");
        }
    }

    private static boolean isOfVersion(ETag tag, int version) {
        return HASH.matcher(tag.tag()).replaceFirst("").equals(Integer.toString(version));
    }

    /** A document with its tag; without it (304) when the caller has exactly that one already. */
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
