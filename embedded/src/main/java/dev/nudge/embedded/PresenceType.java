package dev.nudge.embedded;

import java.nio.ByteBuffer;

import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** The data type of the values of a map that is used as a set: always true, serialized to zero bytes. */
final class PresenceType extends BasicDataType<Boolean> {

    @Override
    public int getMemory(Boolean present) {
        return 0;
    }

    @Override
    public void write(WriteBuffer buffer, Boolean present) {
        // the value has no bytes
    }

    @Override
    public Boolean read(ByteBuffer buffer) {
        return true;
    }

    @Override
    public Boolean[] createStorage(int size) {
        return new Boolean[size];
    }
}
