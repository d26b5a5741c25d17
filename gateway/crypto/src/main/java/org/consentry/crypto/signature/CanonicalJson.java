package org.consentry.crypto.signature;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Set;

/**
 * A JSON document that has a canonical form (RFC 8785), ready to be written or hashed.
 *
 * <p>It reads from the array it was made of; do not change that array while this is in use.
 */
public final class CanonicalJson {
    private final JsonTape tape;
    private final Set<String> hidden;

    CanonicalJson(JsonTape tape) {
        this(tape, Set.of());
    }

    private CanonicalJson(JsonTape tape, Set<String> hidden) {
        this.tape = tape;
        this.hidden = hidden;
    }

    /** The same document as if its root object did not have these members. */
    public CanonicalJson without(Set<String> rootMembers) {
        return new CanonicalJson(tape, Set.copyOf(rootMembers));
    }

    /** The canonical form, UTF-8. */
    public byte[] bytes() {
        return CanonicalWriter.bytes(tape, hidden);
    }

    /** Feeds the canonical form to a digest, without ever holding it whole. */
    public void update(MessageDigest digest) {
        try {
            writeTo(new DigestSink(digest));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Writes the canonical form; does not close or flush the stream. */
    public void writeTo(OutputStream out) throws IOException {
        CanonicalWriter.write(tape, hidden, out);
    }

    /** The document's root, hidden members included. */
    JsonCursor root() {
        return new JsonCursor(tape, 0);
    }

    private static final class DigestSink extends OutputStream {
        private final MessageDigest digest;

        DigestSink(MessageDigest digest) {
            this.digest = digest;
        }

        @Override
        public void write(int b) {
            digest.update((byte) b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }
    }
}
