package dev.nudge.api.http;

import dev.nudge.json.Violation;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Versions as entity tags: version 3 is {@code "3"}. */
public final class Versions {

    /** One wildcard, or a list of tags (RFC 9110); Spring's reader would find either inside of any other text. */
    private static final Pattern TAGS = Pattern
            .compile("\\h*(\\*|(W/)?\"[^\"]*\"(\\h*,\\h*(W/)?\"[^\"]*\")*)\\h*");

    private Versions() {}

    public static String tag(int version) {
        return "\"" + version + "\"";
    }

    /**
     * Ends the request when {@code If-Match} names other versions than the current one.
     *
     * @param ifMatch the header; null: any version will do
     */
    public static void require(@Nullable String ifMatch, int current) {
        if (ifMatch != null && tags(ifMatch, "If-Match").stream().noneMatch(tag -> tag.isWildcard()
                || !tag.weak() && tag.tag().equals(Integer.toString(current)))) {
            throw Refusal.staleVersion("Expected the current version in If-Match but it is " + tag(current)
                    + " by now.");
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
                throw Refusal.staleVersion("Expected one with the version in If-Match but there is none.");
            }
            return;
        }
        require(ifMatch, current);
        if (has(ifNoneMatch, current)) {
            throw Refusal.staleVersion("Expected none with the version in If-None-Match but there is one, of version "
                    + tag(current) + ".");
        }
    }

    private static boolean has(@Nullable String ifNoneMatch, int current) {
        return ifNoneMatch != null && tags(ifNoneMatch, "If-None-Match").stream()
                .anyMatch(tag -> tag.isWildcard() || tag.tag().equals(Integer.toString(current)));
    }

    /** A document with its version; without it (304) when the caller has that version already. */
    public static ResponseEntity<Map<String, @Nullable Object>> answer(@Nullable String ifNoneMatch, int current,
            Supplier<Map<String, @Nullable Object>> document) {
        return has(ifNoneMatch, current)
                ? ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(tag(current)).build()
                : ResponseEntity.ok().eTag(tag(current)).body(document.get());
    }

    private static List<ETag> tags(String header, String name) {
        if (!TAGS.matcher(header).matches()) {
            throw Refusal.invalid("", Violation.FORMAT,
                    "Expected a version in quotation marks such as \"3\" in " + name + ".");
        }
        return ETag.parse(header);
    }
}
