package org.consentry.ledger.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.consentry.ledger.Malformed;

/**
 * A text and the signatures under it (C2SP signed-note).
 *
 * @param text ends in a newline and holds no other control characters
 * @param signatures 1 to 100, unchecked until {@link #verify}
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
    /** Most bytes of a note that is looked at; room for a hundred post-quantum signatures. */
    public static final int LARGEST = 1 << 19;

    private static final int MOST_SIGNATURES = 100;

    public SignedNote {
        if (!text.endsWith("\n") || text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new Malformed("note text", "ended by a newline and free of other control characters");
        }
        if (signatures.isEmpty() || signatures.size() > MOST_SIGNATURES) {
            throw new Malformed("note", "signed 1 to " + MOST_SIGNATURES + " times");
        }
        signatures = List.copyOf(signatures);
    }

    /**
     * Reads a note.
     *
     * @throws Malformed if it is not valid UTF-8, holds control characters, lacks its blank line, or a line after that
     *     is not a signature
     */
    public static SignedNote parse(byte[] note) {
        if (note.length > LARGEST) {
            throw new Malformed("note", "at most " + LARGEST + " bytes");
        }
        try {
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(note))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            throw new Malformed("note", "UTF-8");
        }
    }

    /** Reads a note that is already text. */
    public static SignedNote parse(String note) {
        int blank = note.lastIndexOf("\n\n");
        if (note.length() > LARGEST || blank < 0 || !note.endsWith("\n") || blank + 2 == note.length()) {
            throw new Malformed("note", "a text, a blank line and signature lines");
        }
        return new SignedNote(note.substring(0, blank + 1), parseSignatures(note.substring(blank + 2)));
    }

    /**
     * Reads signature lines alone, as a witness answers them.
     *
     * @throws Malformed if a line is not a signature or does not end in a newline
     */
    public static List<NoteSignature> parseSignatures(String lines) {
        if (!lines.endsWith("\n")) {
            throw new Malformed("signature lines", "ended by a newline");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        int start = 0;
        while (start < lines.length()) {
            int end = lines.indexOf('\n', start);
            signatures.add(NoteSignature.parse(lines.substring(start, end)));
            if (signatures.size() > MOST_SIGNATURES) {
                throw new Malformed("note", "signed at most " + MOST_SIGNATURES + " times");
            }
            start = end + 1;
        }
        return signatures;
    }

    /** The note with more signatures under it; those it has already are not repeated. */
    public SignedNote with(Collection<NoteSignature> more) {
        Set<NoteSignature> all = new LinkedHashSet<>(signatures);
        all.addAll(more);
        return new SignedNote(text, List.copyOf(all));
    }

    /**
     * Checks the signatures of known keys. Those of unknown keys are ignored, as the format demands; one bad signature
     * of a known key rejects the note whole.
     */
    public NoteVerdict verify(Collection<VerifierKey> known) {
        Set<VerifiedSignature> verified = new LinkedHashSet<>();
        for (NoteSignature signature : signatures) {
            for (VerifierKey key : known) {
                if (!key.isNamedBy(signature)) {
                    continue;
                }
                if (!key.verifies(text, signature)) {
                    return new NoteVerdict.Rejected(NoteVerdict.Reason.BAD_SIGNATURE);
                }
                verified.add(new VerifiedSignature(key, key.timeOf(signature)));
            }
        }
        return verified.isEmpty()
                ? new NoteVerdict.Rejected(NoteVerdict.Reason.NO_KNOWN_KEY)
                : new NoteVerdict.Verified(List.copyOf(verified));
    }

    /** The note as text, byte for byte what {@link #parse(String)} reads. */
    public String encoded() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.line()));
        return note.toString();
    }

    /** The note as UTF-8. */
    public byte[] bytes() {
        return utf8(encoded());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
