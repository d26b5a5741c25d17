package org.consentry.ledger.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.consentry.ledger.merkle.Hash;

/** The first four bytes of SHA-256(name ‖ newline ‖ type ‖ public key): finds a key, proves nothing. */
record KeyId(int value) {
    static KeyId of(KeyName name, KeyKind kind, byte[] publicKey) {
        byte[] nameBytes = name.value().getBytes(StandardCharsets.UTF_8);
        ByteBuffer preimage = ByteBuffer.allocate(nameBytes.length + 2 + publicKey.length);
        preimage.put(nameBytes).put((byte) '\n').put(kind.type()).put(publicKey);
        return new KeyId(ByteBuffer.wrap(Hash.sha256(preimage.array()).bytes()).getInt());
    }

    String hex() {
        return HexFormat.of().toHexDigits(value);
    }
}
