package dev.nudge.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.h2.mvstore.WriteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys have the form that the library gives to the same values in a document, whatever their types. */
class IndexKeyTypeTest {

    static Stream<List<@Nullable Object>> keys() {
        return Stream.of(List.of("id"), Arrays.asList("acme", null, Instant.parse("2026-03-01T09:00:00.123Z"), "id"),
                List.of("", "Zoë \u2603 \ud83d\ude00", "a\u0000b", "\ud800", "x".repeat(100_000)),
                List.of("acme", Instant.EPOCH, 1L, -2, Long.MIN_VALUE, Integer.MAX_VALUE, "id"),
                List.of("\ud800é", "\ud800\ud83d\ude00", "\udc00x"),
                List.of(Instant.EPOCH, Instant.parse("1969-12-31T23:59:59.999Z"), "id"),
                Arrays.asList(Missing.getInstance(), 1, 2L, 0.5, true, new Document("nested", null), "id"),
                List.of("acme", Missing.getInstance(), Missing.getInstance()));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void areWrittenAsTheLibraryWritesDocuments(List<@Nullable Object> key) {
        Document document = new Document();
        for (int i = 0; i < key.size(); i++) {
            if (!(key.get(i) instanceof Missing)) {
                document.put(String.valueOf(i), key.get(i));
            }
        }
        WriteBuffer expected = new WriteBuffer();
        expected.putVarInt(key.size());
        BsonBytes.write(expected, document);

        WriteBuffer written = new WriteBuffer();
        new IndexKeyType().write(written, key);

        assertThat(bytes(written)).isEqualTo(bytes(expected));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void areReadAsTheyWereWritten(List<@Nullable Object> key) {
        WriteBuffer written = new WriteBuffer();
        new IndexKeyType().write(written, key);

        List<@Nullable Object> read = new IndexKeyType().read(ByteBuffer.wrap(bytes(written)));

        List<@Nullable Object> expected = new ArrayList<>(key);
        expected.replaceAll(value -> value instanceof String text
                ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                : value);
        assertThat(read).isEqualTo(expected);
    }

    private static byte[] bytes(WriteBuffer buffer) {
        return Arrays.copyOf(buffer.getBuffer().array(), buffer.position());
    }
}
