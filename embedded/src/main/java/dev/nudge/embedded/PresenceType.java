package dev.nudge.embedded;

import java.nio.ByteBuffer;

import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** The store's type of the values of a map that is used as a set: always true, in no bytes at all. */
final class PresenceType extends BasicDataType<Boolean> {

    @Override
    public int getMemory(Boolean present) {
        return 0;
    }

    @Override
    public void write(WriteBuffer buffer, Boolean present) {
        // nothing to tell
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
