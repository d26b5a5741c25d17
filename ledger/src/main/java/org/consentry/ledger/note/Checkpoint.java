package org.consentry.ledger.note;

import java.util.List;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.text.DecimalText;

/**
 * What a log signs: its origin, how large it is and the root over everything in it (C2SP tlog-checkpoint).
 *
 * @param origin the log's unique name, not empty, one line
 * @param extensions further lines, opaque, not empty; this log writes none
 */
public record Checkpoint(String origin, TreeHead head, List<String> extensions) {
    private static final int FIXED_LINES = 3;
    private static final int MOST_LINES = 64;

    public Checkpoint {
        requireLine("checkpoint origin", origin);
        extensions.forEach(line -> requireLine("checkpoint extension", line));
        extensions = List.copyOf(extensions);
    }

    /** A checkpoint without extension lines. */
    public Checkpoint(String origin, TreeHead head) {
        this(origin, head, List.of());
    }

    /**
     * Reads the text of a note as a checkpoint.
     *
     * @throws Malformed if a line is missing, empty or not in its only form
     */
    public static Checkpoint parse(String text) {
        if (!text.endsWith("\n")) {
            throw new Malformed("checkpoint", "ended by a newline");
        }
        // Not String.lines(), which would also break lines at a carriage return and so read two texts as one
        // checkpoint.
        List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", MOST_LINES + 1));
        if (lines.size() < FIXED_LINES || lines.size() > MOST_LINES) {
            throw new Malformed("checkpoint", "3 to " + MOST_LINES + " lines");
        }
        long size = DecimalText.decode("checkpoint size", lines.get(1));
        Hash root = Hash.fromBase64(lines.get(2));
        return new Checkpoint(lines.get(0), new TreeHead(size, root), lines.subList(FIXED_LINES, lines.size()));
    }

    /** The text to sign. */
    public String text() {
        StringBuilder text = new StringBuilder(origin)
                .append('\n')
                .append(head.size())
                .append('\n')
                .append(head.root().base64())
                .append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Signs this as the log of that key. */
    public SignedNote signedBy(SigningKey key) {
        return new SignedNote(text(), List.of(key.sign(text())));
    }

    private static void requireLine(String what, String line) {
        if (line.isEmpty() || line.chars().anyMatch(c -> c < ' ')) {
            throw new Malformed(what, "a line that is not empty");
        }
    }
}
