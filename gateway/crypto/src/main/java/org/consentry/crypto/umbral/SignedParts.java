package org.consentry.crypto.umbral;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.bouncycastle.math.ec.ECPoint;

/** What the delegator signs about one key fragment. */
record SignedParts(KeyFragId id, ECPoint commitment, ECPoint x) {

    /** For the receiver: always with both keys. */
    byte[] forReceiver(PublicKey delegating, PublicKey receiving) {
        return message(Optional.of(delegating), Optional.of(receiving));
    }

    /** For the proxy: with the keys the fragment's flags name. */
    byte[] message(Optional<PublicKey> delegating, Optional<PublicKey> receiving) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        out.writeBytes(id.toBytes());
        out.writeBytes(Secp256k1.encode(commitment));
        out.writeBytes(Secp256k1.encode(x));
        write(out, delegating);
        write(out, receiving);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Optional<PublicKey> key) {
        out.write(key.isPresent() ? 1 : 0);
        key.ifPresent(present -> out.writeBytes(present.toBytes()));
    }
}
