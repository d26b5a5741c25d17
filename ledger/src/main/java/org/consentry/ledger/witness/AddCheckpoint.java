package org.consentry.ledger.witness;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.ConsistencyProof;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.text.DecimalText;

/**
 * The body of {@code add-checkpoint}: {@code old <size>}, at most 63 proof lines, a blank line, the checkpoint.
 *
 * @param oldSize what the sender believes the witness to have cosigned last; may be larger than the checkpoint, which is
 *     in form but will be refused
 * @param proof that the checkpoint continues that size
 */
public record AddCheckpoint(long oldSize, List<Hash> proof, SignedCheckpoint checkpoint) {
    /** Most bytes of a body that is looked at. */
    public static final int LARGEST = SignedNote.LARGEST + 4096;

    private static final String OLD = "old ";

    public AddCheckpoint {
        if (proof.size() > ConsistencyProof.LONGEST) {
            throw new Malformed("consistency proof", "at most 63 hashes");
        }
        proof = List.copyOf(proof);
    }

    /**
     * Reads a body.
     *
     * @throws Malformed if it is not exactly of that form
     */
    public static AddCheckpoint parse(byte[] body) {
        if (body.length > LARGEST) {
            throw new Malformed("request", "at most " + LARGEST + " bytes");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Malformed("request", "UTF-8");
        }
        int blank = text.indexOf("\n\n");
        if (blank < 0 || !text.startsWith(OLD)) {
            throw new Malformed("request", "an old size, proof lines, a blank line and a checkpoint");
        }
        String[] lines = text.substring(0, blank).split("\n", ConsistencyProof.LONGEST + 2);
        long oldSize = DecimalText.decode("old size", lines[0].substring(OLD.length()));
        List<Hash> proof = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            proof.add(Hash.fromBase64(lines[i]));
        }
        return new AddCheckpoint(oldSize, proof, SignedCheckpoint.of(SignedNote.parse(text.substring(blank + 2))));
    }

    /** The body as it is sent. */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder(OLD).append(oldSize).append('\n');
        proof.forEach(hash -> text.append(hash.base64()).append('\n'));
        return text.append('\n').append(checkpoint.note().encoded()).toString().getBytes(StandardCharsets.UTF_8);
    }
}
