package dev.nudge.embedded;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import de.bwaldvogel.mongo.bson.Document;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/** The data type of index keys in the store: lists of values, shorter lists first, serialized as BSON. */
final class IndexKeyType extends BasicDataType<List<@Nullable Object>> {

    static final int MAX_FIELDS = 32;

    /** Of the values: those of at most 32 fields, as in MongoDB, and the id. */
    private static final List<String> NAMES = IntStream.rangeClosed(0, MAX_FIELDS).mapToObj(String::valueOf).toList();

    @Override
    public int compare(List<@Nullable Object> a, List<@Nullable Object> b) {
        int difference = Integer.compare(a.size(), b.size());
        for (int i = 0; difference == 0 && i < a.size(); i++) {
            difference = BsonOrder.ASCENDING.compare(a.get(i), b.get(i));
        }
        return difference;
    }

    @Override
    public int getMemory(List<@Nullable Object> key) {
        return BsonBytes.memory(key);
    }

    @Override
    public void write(WriteBuffer buffer, List<@Nullable Object> key) {
        buffer.putVarInt(key.size());
        BsonBytes.write(buffer, NAMES, key);
    }

    @Override
    public List<@Nullable Object> read(ByteBuffer buffer) {
        int size = DataUtils.readVarInt(buffer);
        Document document = BsonBytes.read(buffer);
        List<@Nullable Object> key = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            key.add(document.getOrMissing(NAMES.get(i)));
        }
        return key;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public List<@Nullable Object>[] createStorage(int size) {
        return new List[size];
    }
}
