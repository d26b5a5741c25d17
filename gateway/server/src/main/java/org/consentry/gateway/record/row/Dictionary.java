package org.consentry.gateway.record.row;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/*
 * A trained dictionary, with which a resource by itself is compressed as if many of its kind had come before it.
 *
 * src/build/dictionary.py trains one. A dictionary that rows were written with is never changed: a better one gets the
 * next number and a codec of its own.
 *
 * Contexts of the library are made once and used again; making one costs more than compressing a resource. There are
 * as many as there ever were threads at it at once, which the server's pool of threads bounds.
 */
final class Dictionary {
    static final Dictionary FIRST = new Dictionary("dictionary-1.zdict");

    private static final int LEVEL = 1;

    private final Queue<ZstdCompressCtx> compressing = new ConcurrentLinkedQueue<>();
    private final Queue<ZstdDecompressCtx> inflating = new ConcurrentLinkedQueue<>();
    private final ZstdDictCompress forCompressing;
    private final ZstdDictDecompress forInflating;

    private Dictionary(String file) {
        byte[] trained = read(file);
        this.forCompressing = new ZstdDictCompress(trained, LEVEL);
        this.forInflating = new ZstdDictDecompress(trained);
    }

    private static byte[] read(String file) {
        try (InputStream in = Dictionary.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing on the class path: " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] compressed(byte[] json) {
        return with(compressing, this::newCompressing, context -> context.compress(json));
    }

    byte[] inflated(byte[] frame, int size) {
        return with(inflating, this::newInflating, context -> context.decompress(frame, size));
    }

    private static <C> byte[] with(Queue<C> idle, Supplier<C> fresh, Function<C, byte[]> work) {
        C waiting = idle.poll();
        C context = waiting == null ? fresh.get() : waiting;
        byte[] result = work.apply(context);
        // A context that failed does not come back.
        idle.add(context);
        return result;
    }

    private ZstdCompressCtx newCompressing() {
        ZstdCompressCtx context = new ZstdCompressCtx();
        context.setLevel(LEVEL);
        context.loadDict(forCompressing);
        return context;
    }

    private ZstdDecompressCtx newInflating() {
        ZstdDecompressCtx context = new ZstdDecompressCtx();
        context.loadDict(forInflating);
        return context;
    }
}
