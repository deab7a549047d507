package dev.nudge.embedded;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;

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

    private BsonBytes() {}

    static void write(WriteBuffer target, Document document) {
        ByteBuf bytes = Unpooled.buffer(1024);
        BsonEncoder.encodeDocument(document, bytes);
        target.put(bytes.nioBuffer());
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
