package org.consentry.crypto.umbral;

import java.math.BigInteger;
import org.bouncycastle.math.ec.ECPoint;

/**
 * What the delegator and the receiver both know and the proxy does not: the Diffie-Hellman secret D between the
 * delegation's ephemeral key X and the receiver's key, and the numbers hashed from it.
 */
record Delegation(ECPoint x, ECPoint receiver, ECPoint shared) {

    /** d, by which the delegator's key is divided. */
    BigInteger divisor() {
        return Hashing.toScalar("SHARED_SECRET", x, receiver, shared);
    }

    /** The place at which the fragment with that id evaluates the polynomial. */
    BigInteger place(KeyFragId id) {
        return Hashing.toScalar(
                "POLYNOMIAL_ARG",
                Secp256k1.encode(x),
                Secp256k1.encode(receiver),
                Secp256k1.encode(shared),
                id.toBytes());
    }
}
