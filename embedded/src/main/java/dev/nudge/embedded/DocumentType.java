package dev.nudge.embedded;

import java.nio.ByteBuffer;

import de.bwaldvogel.mongo.bson.Document;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** The data type of documents in the store, serialized as BSON. */
final class DocumentType extends BasicDataType<Document> {

    @Override
    public int getMemory(Document document) {
        return BsonBytes.memory(document);
    }

    @Override
    public void write(WriteBuffer buffer, Document document) {
        BsonBytes.write(buffer, document);
    }

    @Override
    public Document read(ByteBuffer buffer) {
        return BsonBytes.read(buffer);
    }

    @Override
    public Document[] createStorage(int size) {
        return new Document[size];
    }
}
