package dev.nudge.embedded;

import java.nio.ByteBuffer;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** The data type of {@code _id} values in the store: in MongoDB's order, serialized as BSON. */
final class IdType extends BasicDataType<Object> {

    private static final String FIELD = "";

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
        BsonBytes.write(buffer, id instanceof Missing
                ? new Document()
                : new Document(FIELD,
                        id));
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
