package org.consentry.gateway.record.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.copy.CopyIn;

/** Bytes in network order, as PostgreSQL's binary formats have them. Used by one thread. */
final class CopyBuffer {
    private static final VarHandle INT2 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT4 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT8 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int length;

    CopyBuffer(int capacity) {
        this.bytes = new byte[Math.max(256, capacity)];
    }

    private int claim(int count) {
        int at = length;
        if (bytes.length - at < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(at, count)));
        }
        length = at + count;
        return at;
    }

    CopyBuffer int2(short value) {
        int at = claim(Short.BYTES);
        INT2.set(bytes, at, value);
        return this;
    }

    CopyBuffer int4(int value) {
        int at = claim(Integer.BYTES);
        INT4.set(bytes, at, value);
        return this;
    }

    CopyBuffer int8(long value) {
        int at = claim(Long.BYTES);
        INT8.set(bytes, at, value);
        return this;
    }

    CopyBuffer raw(byte[] more) {
        int at = claim(more.length);
        System.arraycopy(more, 0, bytes, at, more.length);
        return this;
    }

    /** Bytes after their count. */
    CopyBuffer sized(byte[] more) {
        return int4(more.length).raw(more);
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    void sendTo(CopyIn copy) throws SQLException {
        copy.writeToCopy(bytes, 0, length);
    }
}
