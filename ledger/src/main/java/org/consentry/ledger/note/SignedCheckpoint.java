package org.consentry.ledger.note;

/**
 * A checkpoint with its signatures, parsed once.
 *
 * @param checkpoint what the note says
 * @param note as signed, byte for byte
 */
public record SignedCheckpoint(Checkpoint checkpoint, SignedNote note) {
    public SignedCheckpoint {
        if (!checkpoint.text().equals(note.text())) {
            throw new IllegalArgumentException("the note signs another checkpoint");
        }
    }

    /** Reads a signed checkpoint; checks form, not signatures. */
    public static SignedCheckpoint parse(byte[] note) {
        return of(SignedNote.parse(note));
    }

    /** Takes a note whose text is a checkpoint. */
    public static SignedCheckpoint of(SignedNote note) {
        return new SignedCheckpoint(Checkpoint.parse(note.text()), note);
    }

    /** Leaves in the tree. */
    public long size() {
        return checkpoint.head().size();
    }
}
