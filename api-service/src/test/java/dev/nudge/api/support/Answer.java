package dev.nudge.api.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.web.ErrorsTest;
import dev.nudge.json.JsonCodec;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A response of the API. */
public record Answer(int status, HttpHeaders headers, String text) {

    public Answer is(int expected) {
        assertThat(status).as(text).isEqualTo(expected);
        return this;
    }

    /** Asserts a problem of a type (RFC 9457), without a stack trace. */
    public Answer isProblem(int expected, String type) {
        is(expected);
        assertThat(header("Content-Type")).startsWith("application/problem+json");
        assertThat(json()).containsEntry("type", type).containsEntry("status", (long) expected)
                .containsKeys("title", "detail");
        assertThat(text).doesNotContain("Exception", "\\tat ");
        if (json().containsKey("errors")) {
            assertThat(Json.objects(json(), "errors").stream().map(error -> String.valueOf(error.get("code"))))
                    .isSubsetOf(ErrorsTest.codes());
        }
        return this;
    }

    @Nullable
    public String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    public Map<String, @Nullable Object> json() {
        return Json.object(text);
    }

    public Map<String, @Nullable Object> automation() {
        return Json.object(json(), "automation");
    }

    public String automationId() {
        return String.valueOf(automation().get("_id"));
    }

    public List<Map<String, @Nullable Object>> items() {
        return Json.objects(json(), "items");
    }

    /** The pointers of the errors. */
    public List<@Nullable Object> pointers() {
        return Json.objects(json(), "errors").stream().map(error -> error.get("pointer")).toList();
    }

    /** JSON functions for tests. */
    public static final class Json {

        private Json() {}

        public static Map<String, @Nullable Object> object(String text) {
            return object(JsonCodec.read(text.getBytes(StandardCharsets.UTF_8)).orThrow().json());
        }

        public static Map<String, @Nullable Object> object(Map<String, ?> parent, String name) {
            return object(parent.get(name));
        }

        public static List<Map<String, @Nullable Object>> objects(Map<String, ?> parent, String name) {
            assertThat(parent.get(name)).isInstanceOf(List.class);
            return parent.get(name) instanceof List<?> list ? list.stream().map(Json::object).toList() : List.of();
        }

        public static String text(Object json) {
            return new String(JsonCodec.write(json), StandardCharsets.UTF_8);
        }

        @SuppressWarnings("unchecked") // parsed JSON has string keys
        private static Map<String, @Nullable Object> object(@Nullable Object json) {
            assertThat(json).isInstanceOf(Map.class);
            return json instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
        }
    }
}
