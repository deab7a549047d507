package dev.nudge.embedded;

import java.nio.ByteBuffer;
import java.util.List;

import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** The data type of {@code _id} values in the store: in MongoDB's order, serialized as BSON. */
final class IdType extends BasicDataType<Object> {

    private static final String FIELD = "";
    private static final List<String> NAMES = List.of(FIELD);

    @Override
    public int compare(Object a, Object b) {
        return BsonOrder.ASCENDING.compare(a, b);
    }

    @Override
    public int getMemory(Object id) {
        return BsonBytes.memory(id);
    }

    @Override
    public void write(WriteBuffer buffer, Object id) {
        BsonBytes.write(buffer, NAMES, List.of(id));
    }

    @Override
    public Object read(ByteBuffer buffer) {
        return BsonBytes.read(buffer).getOrMissing(FIELD);
    }

    @Override
    public Object[] createStorage(int size) {
        return new Object[size];
    }
}
