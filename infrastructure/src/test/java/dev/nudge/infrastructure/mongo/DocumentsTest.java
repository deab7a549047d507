package dev.nudge.infrastructure.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each type both ways, through the bytes that the database keeps. */
class DocumentsTest {

    private static final Instant NOON = Instant.parse("2026-04-23T12:00:00Z");
    private static final String NOON_TEXT = "2026-04-23T12:00:00.000Z";

    /** A value, the same in BSON, as JSON read from it, and as a value read from it. */
    static Stream<Arguments> types() {
        return Stream.of(same("text"), same("gr\u00fc\u00dfe \ud83d\ude00"), same(""), same(true), same(7L),
                same(Long.MIN_VALUE), Arguments.of(null, null, null, null), Arguments.of(7, 7, 7, 7L),
                decimal("0.1"), decimal("-12345678901234567890.12345678901234"), decimal("1E+6000"),
                Arguments.of(new BigDecimal("1.50"), Decimal128.parse("1.50"), new BigDecimal("1.50"),
                        new BigDecimal("1.5")),
                Arguments.of(NOON, Date.from(NOON), NOON_TEXT, NOON),
                Arguments.of(NOON.plusMillis(5), Date.from(NOON.plusMillis(5)), "2026-04-23T12:00:00.005Z",
                        NOON.plusMillis(5)),
                Arguments.of(list(1L, new BigDecimal("0.5"), null, list(NOON)),
                        list(1L, Decimal128.parse("0.5"), null, list(Date.from(NOON))),
                        list(1L, new BigDecimal("0.5"), null, list(NOON_TEXT)),
                        list(1L, new BigDecimal("0.5"), null, list(NOON))),
                Arguments.of(Map.of("at", Map.of("it", list(NOON))),
                        new Document("at", new Document("it", list(Date.from(NOON)))),
                        Map.of("at", Map.of("it", list(NOON_TEXT))), Map.of("at", Map.of("it", list(NOON)))));
    }

    private static Arguments same(Object value) {
        return Arguments.of(value, value, value, value);
    }

    private static Arguments decimal(String text) {
        BigDecimal decimal = new BigDecimal(text);
        return Arguments.of(decimal, Decimal128.parse(text), decimal, decimal);
    }

    private static List<@Nullable Object> list(@Nullable Object... elements) {
        return Arrays.asList(elements);
    }

    @ParameterizedTest
    @MethodSource("types")
    void each_type_is_kept_in_both_ways(@Nullable Object value, @Nullable Object bson, @Nullable Object json,
            @Nullable Object back) {
        assertThat(Documents.bson(value)).isEqualTo(bson);

        Document kept = stored(new Document("value", Documents.bson(value)));
        assertThat(kept.get("value")).isEqualTo(bson);
        assertThat(Documents.json(kept.get("value"))).isEqualTo(json);
        assertThat(Documents.value(kept.get("value"))).isEqualTo(back);
        assertThat(Documents.json(value)).isEqualTo(json);
    }

    @ParameterizedTest
    @MethodSource("types")
    void what_is_written_directly_is_the_same(@Nullable Object value, @Nullable Object bson) {
        BasicOutputBuffer buffer = new BasicOutputBuffer();
        try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
            writer.writeStartDocument();
            writer.writeName("value");
            Documents.write(writer, value);
            writer.writeEndDocument();
        }
        assertThat(read(buffer).get("value")).isEqualTo(bson);
    }

    @Test
    void more_digits_than_the_database_keeps_are_rounded_in_the_same_way() {
        BigDecimal third = new BigDecimal("0." + "3".repeat(50));
        BasicOutputBuffer buffer = new BasicOutputBuffer();
        try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
            writer.writeStartDocument();
            writer.writeName("value");
            Documents.write(writer, third);
            writer.writeEndDocument();
        }

        assertThat(Documents.bson(third)).isEqualTo(Decimal128.parse("0." + "3".repeat(34)))
                .isEqualTo(read(buffer).get("value"));
    }

    @Test
    void a_text_that_writes_an_instant_becomes_a_date_and_no_other() {
        assertThat(Documents.date("2026-04-23T14:00:00+02:00")).isEqualTo(Date.from(NOON));
        assertThat(Documents.date("noon")).isEqualTo("noon");
    }

    @Test
    void a_value_of_another_type_is_refused() {
        try (BsonBinaryWriter writer = new BsonBinaryWriter(new BasicOutputBuffer())) {
            writer.writeStartDocument();
            writer.writeName("value");
            assertThatThrownBy(() -> Documents.write(writer, new Object()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Expected a JSON value but found a class java.lang.Object");
        }
    }

    private static Document stored(Document document) {
        BasicOutputBuffer buffer = new BasicOutputBuffer();
        try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
            new DocumentCodec().encode(writer, document, EncoderContext.builder().build());
        }
        return read(buffer);
    }

    private static Document read(BasicOutputBuffer buffer) {
        try (BsonBinaryReader reader = new BsonBinaryReader(buffer.getByteBuffers().getFirst().asNIO())) {
            return new DocumentCodec().decode(reader, DecoderContext.builder().build());
        }
    }
}
