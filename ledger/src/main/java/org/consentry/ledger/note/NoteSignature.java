package org.consentry.ledger.note;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.text.Base64Text;

/** One signature line of a note: {@code — <name> base64(key id ‖ signature)}. Says nothing about being valid. */
public final class NoteSignature {
    private static final String DASH = "— ";

    private final KeyName name;
    private final KeyId keyId;
    private final KeyMaterial payload;

    NoteSignature(KeyName name, KeyId keyId, byte[] payload) {
        this.name = name;
        this.keyId = keyId;
        this.payload = new KeyMaterial(payload);
    }

    /** Reads a line without its newline. */
    static NoteSignature parse(String line) {
        int space = line.indexOf(' ', DASH.length());
        if (!line.startsWith(DASH) || space < 0) {
            throw new Malformed("signature line", "an em dash, a name and base64");
        }
        KeyName name = new KeyName(line.substring(DASH.length(), space));
        byte[] signed = Base64Text.decode("signature", line.substring(space + 1));
        if (signed.length <= Integer.BYTES) {
            throw new Malformed("signature", "a key id and at least a byte");
        }
        return new NoteSignature(
                name,
                new KeyId(ByteBuffer.wrap(signed).getInt()),
                Arrays.copyOfRange(signed, Integer.BYTES, signed.length));
    }

    /** The name of the key that is said to have signed. */
    public KeyName name() {
        return name;
    }

    KeyId keyId() {
        return keyId;
    }

    byte[] payload() {
        return payload.bytes();
    }

    /** The line with its newline. */
    public String line() {
        byte[] raw = payload.bytes();
        byte[] signed = ByteBuffer.allocate(Integer.BYTES + raw.length)
                .putInt(keyId.value())
                .put(raw)
                .array();
        return DASH + name + " " + Base64Text.encode(signed) + "\n";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteSignature signature
                && name.equals(signature.name)
                && keyId.equals(signature.keyId)
                && payload.equals(signature.payload);
    }

    @Override
    public int hashCode() {
        return 31 * keyId.hashCode() + payload.hashCode();
    }

    @Override
    public String toString() {
        return "NoteSignature[" + name + "+" + keyId.hex() + "]";
    }
}
