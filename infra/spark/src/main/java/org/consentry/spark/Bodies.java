package org.consentry.spark;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDictDecompress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The store's bodies, packed as the gateway packs them: each row names its codec, and a codec never changes. */
final class Bodies {
    private static final short PLAIN = 0;
    private static final short ZSTD = 1;
    private static final short DICTIONARY_1 = 2;
    private static final long MOST = 128L * 1024 * 1024;
    private static final ZstdDictDecompress FIRST = new ZstdDictDecompress(read("dictionary-1.zdict"));

    private Bodies() {}

    static byte[] json(short codec, byte[] body) {
        return switch (codec) {
            case PLAIN -> body;
            case ZSTD -> Zstd.decompress(body, size(body));
            case DICTIONARY_1 -> Zstd.decompress(body, FIRST, size(body));
            default -> throw new IllegalStateException("a stored resource has a codec that this job does not know");
        };
    }

    private static int size(byte[] body) {
        long size = Zstd.getFrameContentSize(body);
        if (size < 0 || size > MOST) {
            throw new IllegalStateException("a stored resource is damaged");
        }
        return (int) size;
    }

    private static byte[] read(String file) {
        try (InputStream in = Bodies.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing on the class path: " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
