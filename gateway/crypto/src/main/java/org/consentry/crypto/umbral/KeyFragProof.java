package org.consentry.crypto.umbral;

import java.util.Optional;
import org.bouncycastle.math.ec.ECPoint;

/** The delegator's commitment to a key fragment and the two signatures over it. */
record KeyFragProof(
        ECPoint commitment,
        UmbralSignature forProxy,
        UmbralSignature forReceiver,
        boolean delegatingKeySigned,
        boolean receivingKeySigned) {

    PackWriter write(PackWriter out) {
        return out.array(5)
                .point(commitment)
                .bytes(forProxy.toBytes())
                .bytes(forReceiver.toBytes())
                .flag(delegatingKeySigned)
                .flag(receivingKeySigned);
    }

    void check(SignedParts parts, PublicKey verifying, Optional<PublicKey> delegating, Optional<PublicKey> receiving) {
        Fault.unless(!delegatingKeySigned || delegating.isPresent(), Flaw.KEY_NOT_SUPPLIED);
        Fault.unless(!receivingKeySigned || receiving.isPresent(), Flaw.KEY_NOT_SUPPLIED);
        byte[] proxyMessage = parts.message(
                delegating.filter(key -> delegatingKeySigned), receiving.filter(key -> receivingKeySigned));
        Fault.unless(forProxy.isOver(proxyMessage, verifying), Flaw.WRONG_PROXY_SIGNATURE);
        if (delegating.isPresent() && receiving.isPresent()) {
            byte[] receiverMessage = parts.forReceiver(delegating.get(), receiving.get());
            Fault.unless(forReceiver.isOver(receiverMessage, verifying), Flaw.WRONG_RECEIVER_SIGNATURE);
        }
    }
}
