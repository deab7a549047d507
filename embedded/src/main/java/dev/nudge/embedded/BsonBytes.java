package dev.nudge.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.h2.mvstore.WriteBuffer;
import org.jspecify.annotations.Nullable;

/** Serializes documents as BSON in the pages of the store. */
final class BsonBytes {

    private static final byte STRING = 0x02;
    private static final byte INSTANT = 0x09;
    private static final byte NULL = 0x0a;
    private static final byte INTEGER = 0x10;
    private static final byte LONG = 0x12;

    private BsonBytes() {}

    static void write(WriteBuffer target, Document document) {
        ByteBuf bytes = Unpooled.buffer(1024);
        BsonEncoder.encodeDocument(document, bytes);
        target.put(bytes.nioBuffer());
    }

    /**
     * Writes values as a document, without those that are missing. A commit writes whole pages of keys, most of them
     * texts, instants and whole numbers; these are written without the library's encoder, which takes several times as
     * long.
     *
     * @param names of the values, in the same order
     */
    static void write(WriteBuffer target, List<String> names, List<@Nullable Object> values) {
        int start = target.position();
        target.putInt(0);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (!(value instanceof Missing) && !writeElement(target, names.get(i), value)) {
                write(target.position(start), document(names, values));
                return;
            }
        }
        target.put((byte) 0);
        target.putInt(start, Integer.reverseBytes(target.position() - start));
    }

    /** @return false for a value of another type */
    private static boolean writeElement(WriteBuffer target, String name, @Nullable Object value) {
        switch (value) {
            case String text -> {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                begin(target, STRING, name).putInt(Integer.reverseBytes(utf8.length + 1)).put(utf8).put((byte) 0);
            }
            case Instant instant ->
                begin(target, INSTANT, name).putLong(Long.reverseBytes(instant.toEpochMilli()));
            case Integer number -> begin(target, INTEGER, name).putInt(Integer.reverseBytes(number));
            case Long number -> begin(target, LONG, name).putLong(Long.reverseBytes(number));
            case null -> begin(target, NULL, name);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static WriteBuffer begin(WriteBuffer target, byte type, String name) {
        return target.put(type).put(name.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    }

    private static Document document(List<String> names, List<@Nullable Object> values) {
        Document document = new Document();
        for (int i = 0; i < values.size(); i++) {
            if (!(values.get(i) instanceof Missing)) {
                document.put(names.get(i), values.get(i));
            }
        }
        return document;
    }

    static Document read(ByteBuffer source) {
        ByteBuf bytes = Unpooled.wrappedBuffer(source);
        Document document = BsonDecoder.decodeBson(bytes);
        source.position(source.position() + bytes.readerIndex());
        return document;
    }

    /** An estimate of a value's size in memory, in bytes; at least two thirds of its size as BSON. */
    static int memory(@Nullable Object value) {
        return switch (value) {
            case null -> 8;
            case String string -> 40 + 2 * string.length();
            case Map<?, ?> map -> map.entrySet().stream().mapToInt(entry -> 48 + memory(entry.getKey()) + memory(entry
                    .getValue())).sum();
            case Collection<?> list -> 32 + list.stream().mapToInt(BsonBytes::memory).sum();
            case BinData data -> 32 + data.getData().length;
            default -> 32;
        };
    }
}
