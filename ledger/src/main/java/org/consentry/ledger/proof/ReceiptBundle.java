package org.consentry.ledger.proof;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.text.DecimalText;

/*
 * In bytes: the line "consentry.org/receipts@v1 <count>", then for each receipt a line with its length in bytes and the
 * receipt, then the line "consentry.org/receipts end". Everything is text, and nothing is compressed, so the whole can lie
 * in another file, such as a stream of a PDF, and be found there without knowing that file's format.
 *
 * A file with two such bundles is refused: whoever looks at one must not be told of the other.
 */
/**
 * Several receipts in one piece, as a report carries them.
 *
 * @param receipts 1 to 10,000
 */
public record ReceiptBundle(List<TlogProof> receipts) {
    private static final int MOST = 10_000;
    private static final String HEAD = "consentry.org/receipts@v1 ";
    private static final String END = "consentry.org/receipts end\n";

    public ReceiptBundle {
        if (receipts.isEmpty() || receipts.size() > MOST) {
            throw new Malformed("receipts", "1 to " + MOST);
        }
        receipts = List.copyOf(receipts);
    }

    /** The whole as text. */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii(HEAD + receipts.size() + "\n"));
        for (TlogProof receipt : receipts) {
            byte[] text = receipt.encoded().getBytes(StandardCharsets.UTF_8);
            out.writeBytes(ascii(text.length + "\n"));
            out.writeBytes(text);
        }
        out.writeBytes(ascii(END));
        return out.toByteArray();
    }

    /**
     * The bundle that lies somewhere in a file.
     *
     * @return nothing if there is none
     * @throws Malformed if there are two, or one that is not in form
     */
    public static Optional<ReceiptBundle> findIn(byte[] file) {
        int start = indexOf(file, ascii(HEAD), 0);
        if (start < 0) {
            return Optional.empty();
        }
        if (indexOf(file, ascii(HEAD), start + 1) >= 0) {
            throw new Malformed("file", "with one bundle of receipts");
        }
        return Optional.of(new Reader(file, start + HEAD.length()).read());
    }

    private static int indexOf(byte[] file, byte[] what, int from) {
        for (int i = from; i <= file.length - what.length; i++) {
            if (file[i] == what[0] && Arrays.equals(file, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads on from a place. */
    private static final class Reader {
        private static final int LONGEST_NUMBER = 9;

        private final byte[] file;
        private int at;

        Reader(byte[] file, int at) {
            this.file = file;
            this.at = at;
        }

        ReceiptBundle read() {
            int count = number("receipts' number", MOST);
            List<TlogProof> receipts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int length = number("receipt's length", TlogProof.LARGEST);
                if (length > file.length - at) {
                    throw new Malformed("receipts", "complete");
                }
                receipts.add(TlogProof.parse(Arrays.copyOfRange(file, at, at + length)));
                at += length;
            }
            if (indexOf(file, ascii(END), at) != at) {
                throw new Malformed("receipts", "ended by their last line");
            }
            return new ReceiptBundle(receipts);
        }

        private int number(String what, int most) {
            int end = at;
            while (end < file.length && file[end] != '\n' && end - at <= LONGEST_NUMBER) {
                end++;
            }
            if (end >= file.length || file[end] != '\n') {
                throw new Malformed(what, "a line with a number");
            }
            long value = DecimalText.decode(what, new String(file, at, end - at, StandardCharsets.ISO_8859_1));
            if (value > most) {
                throw new Malformed(what, "at most " + most);
            }
            at = end + 1;
            return (int) value;
        }
    }
}
