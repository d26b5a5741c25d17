package org.consentry.ledger.proof;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.InclusionProof;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.text.Base64Text;
import org.consentry.ledger.text.DecimalText;

/**
 * A receipt: that the entry at an index is in the tree a checkpoint signs (C2SP tlog-proof, version 1).
 *
 * @param extra base64 of opaque data that nothing authenticates; see {@link ReceiptExtra} for what this log puts there
 * @param inclusion the path from the entry to the checkpoint's root
 */
public record TlogProof(Optional<String> extra, InclusionProof inclusion, SignedCheckpoint checkpoint) {
    /** The first line of every receipt. */
    public static final String HEADER = "c2sp.org/tlog-proof@v1";

    /** Most bytes of a receipt that is looked at. */
    public static final int LARGEST = SignedNote.LARGEST + (1 << 17);

    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    public TlogProof {
        if (inclusion.size() != checkpoint.size()) {
            throw new Malformed("receipt", "about the tree of its checkpoint");
        }
    }

    /** A receipt without extra data. */
    public TlogProof(InclusionProof inclusion, SignedCheckpoint checkpoint) {
        this(Optional.empty(), inclusion, checkpoint);
    }

    /**
     * Reads a receipt.
     *
     * @throws Malformed if it is not UTF-8, too large, or not exactly of the form the format gives
     */
    public static TlogProof parse(byte[] receipt) {
        if (receipt.length > LARGEST) {
            throw new Malformed("receipt", "at most " + LARGEST + " bytes");
        }
        try {
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(receipt))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            throw new Malformed("receipt", "UTF-8");
        }
    }

    /** Reads a receipt that is already text. */
    public static TlogProof parse(String receipt) {
        int blank = receipt.indexOf("\n\n");
        if (blank < 0 || receipt.length() > LARGEST) {
            throw new Malformed("receipt", "a proof, a blank line and a checkpoint");
        }
        List<String> lines = Arrays.asList(receipt.substring(0, blank).split("\n", InclusionProof.LONGEST + 4));
        SignedCheckpoint checkpoint = SignedCheckpoint.of(SignedNote.parse(receipt.substring(blank + 2)));
        if (!lines.get(0).equals(HEADER)) {
            throw new Malformed("receipt", "headed " + HEADER);
        }
        boolean hasExtra = lines.size() > 1 && lines.get(1).startsWith(EXTRA);
        Optional<String> extra = hasExtra ? Optional.of(lines.get(1).substring(EXTRA.length())) : Optional.empty();
        extra.ifPresent(text -> Base64Text.decode("receipt extra", text));
        int at = hasExtra ? 2 : 1;
        if (lines.size() <= at || !lines.get(at).startsWith(INDEX)) {
            throw new Malformed("receipt", "with an index line");
        }
        long index = DecimalText.decode("receipt index", lines.get(at).substring(INDEX.length()));
        List<Hash> path = new ArrayList<>();
        lines.subList(at + 1, lines.size()).forEach(line -> path.add(Hash.fromBase64(line)));
        return new TlogProof(extra, new InclusionProof(index, checkpoint.size(), path), checkpoint);
    }

    /** The same receipt with extra data. */
    public TlogProof withExtra(byte[] data) {
        return new TlogProof(Optional.of(Base64Text.encode(data)), inclusion, checkpoint);
    }

    /** The extra data's bytes. */
    public Optional<byte[]> extraBytes() {
        return extra.map(text -> Base64Text.decode("receipt extra", text));
    }

    /** The entry's index in the log. */
    public long index() {
        return inclusion.index();
    }

    /** The receipt as text, byte for byte what {@link #parse(String)} reads. */
    public String encoded() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        extra.ifPresent(data -> text.append(EXTRA).append(data).append('\n'));
        text.append(INDEX).append(index()).append('\n');
        inclusion.path().forEach(hash -> text.append(hash.base64()).append('\n'));
        return text.append('\n').append(checkpoint.note().encoded()).toString();
    }
}
