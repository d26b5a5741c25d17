package org.consentry.gateway.attachment;

import java.io.IOException;
import java.io.InputStream;

/**
 * The object store, which holds ciphertext only. All methods may be called at the same time. What cannot be done now
 * throws a {@link org.consentry.gateway.problem.Problem} BUSY.
 */
public interface Objects {
    /** For content whose length shows at its end. */
    long UNKNOWN_SIZE = -1;

    /** Of an object that is being stored, so many bytes are in memory at any moment. */
    long PART = 8L * 1024 * 1024;

    /**
     * Stores an object. MUST NOT return before it is durable. Whatever {@code content} throws is passed on and no
     * object is made.
     *
     * @param size length of {@code content} in bytes, or {@link #UNKNOWN_SIZE}
     */
    void put(ObjectKey key, InputStream content, long size) throws IOException;

    /** Reads from {@code offset} to the end. The caller closes the stream; a read that fails midway throws there. */
    InputStream read(ObjectKey key, long offset);

    /** Copies within the store; the bytes do not pass through here. */
    void copy(ObjectKey from, ObjectKey to);

    /** Deletes; deleting what is not there succeeds. */
    void delete(ObjectKey key);
}
