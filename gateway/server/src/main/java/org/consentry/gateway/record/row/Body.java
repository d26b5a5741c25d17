package org.consentry.gateway.record.row;

import com.github.luben.zstd.Zstd;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * A version's bytes as they lie in the table. Every row names its codec, so that codecs can be added and never removed:
 * what {@link #PLAIN}, {@link #ZSTD} and each dictionary mean stays as long as there are rows.
 */
public record Body(short codec, byte[] bytes) {
    private static final short PLAIN = 0;
    private static final short ZSTD = 1;
    private static final short DICTIONARY_1 = 2;
    private static final int WORTH_IT = 64;
    private static final int MOST = 128 * 1024 * 1024;

    public static Body of(byte[] json) {
        if (json.length < WORTH_IT) {
            return new Body(PLAIN, json);
        }
        return new Body(DICTIONARY_1, Dictionary.FIRST.compressed(json));
    }

    /** Bytes of what {@link #json} gives; 0 for a damaged one, which that refuses. */
    long inflatedSize() {
        return codec == PLAIN ? bytes.length : Math.max(0, Zstd.getFrameContentSize(bytes));
    }

    public byte[] json() {
        return switch (codec) {
            case PLAIN -> bytes;
            case ZSTD -> Zstd.decompress(bytes, size());
            case DICTIONARY_1 -> Dictionary.FIRST.inflated(bytes, size());
            default -> throw Problem.of(ProblemKind.FAULT, "A stored resource has an unknown codec");
        };
    }

    private int size() {
        long size = Zstd.getFrameContentSize(bytes);
        if (size < 0 || size > MOST) {
            throw Problem.of(ProblemKind.FAULT, "A stored resource is damaged");
        }
        return (int) size;
    }
}
