package org.consentry.gateway.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Cuts a stream into MLLP blocks. Bytes outside of blocks are skipped, as receivers commonly do. A block that another one
 * begins inside of, since its sender gave up in the middle, was cut off; a start byte alone is content, because word
 * processors leave it in texts.
 */
final class MllpFrames {
    private static final int START_BLOCK = 0x0B;
    private static final int END_BLOCK = 0x1C;
    private static final int CARRIAGE_RETURN = 0x0D;
    private static final int HEADER = 3;
    private static final int KEPT_OF_OVERSIZED = 4096;

    /** How many bytes are kept between two words about it. */
    private static final int PIECE = 8 * 1024;

    /**
     * One block.
     *
     * @param bytes its content; only the beginning when it is too large, enough for its header
     * @param oversized whether it is larger than the bound
     * @param cut whether the next block began before its end
     */
    record Frame(byte[] bytes, boolean oversized, boolean cut) {}

    private final InputStream in;
    private final long largest;
    private final LongConsumer kept;
    private boolean begun;

    /**
     * @param in a stream that can be marked
     * @param kept is told how many more bytes are kept, before they are many; of what is passed over it hears nothing
     */
    MllpFrames(InputStream in, long largest, LongConsumer kept) {
        this.in = in;
        this.largest = largest;
        this.kept = kept;
    }

    /** The next complete block; empty at the end of the stream. A block that the end cuts off is none. */
    Optional<Frame> next() throws IOException {
        int b = begun ? START_BLOCK : in.read();
        begun = false;
        while (b >= 0 && b != START_BLOCK) {
            b = in.read();
        }
        return b < 0 ? Optional.empty() : block();
    }

    private Optional<Frame> block() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        long length = 0;
        int b = in.read();
        while (b >= 0) {
            if (b == END_BLOCK) {
                int after = in.read();
                begun = after == START_BLOCK;
                if (after == CARRIAGE_RETURN || after < 0 || begun) {
                    return Optional.of(frame(content, length, false));
                }
                length++;
                keep(content, b, length);
                b = after;
                continue;
            }
            if (b == START_BLOCK && messageFollows()) {
                begun = true;
                return Optional.of(frame(content, length, true));
            }
            length++;
            keep(content, b, length);
            b = in.read();
        }
        return Optional.empty();
    }

    private boolean messageFollows() throws IOException {
        in.mark(HEADER);
        String id = new String(in.readNBytes(HEADER), StandardCharsets.ISO_8859_1);
        in.reset();
        return id.equals("MSH") || id.equals("BHS") || id.equals("FHS");
    }

    private Frame frame(ByteArrayOutputStream content, long length, boolean cut) {
        byte[] bytes = content.toByteArray();
        return length > largest
                ? new Frame(Arrays.copyOf(bytes, Math.min(bytes.length, KEPT_OF_OVERSIZED)), true, cut)
                : new Frame(bytes, false, cut);
    }

    private void keep(ByteArrayOutputStream content, int b, long length) {
        if (length <= largest) {
            content.write(b);
            if (length % PIECE == 0) {
                kept.accept(PIECE);
            }
        }
    }

    /** A message as a block. */
    static byte[] framed(byte[] message) {
        byte[] block = new byte[message.length + 3];
        block[0] = START_BLOCK;
        System.arraycopy(message, 0, block, 1, message.length);
        block[message.length + 1] = END_BLOCK;
        block[message.length + 2] = CARRIAGE_RETURN;
        return block;
    }
}
