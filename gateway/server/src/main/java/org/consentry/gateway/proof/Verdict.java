package org.consentry.gateway.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.proof.signature.SignatureFinding;

/** What verification found. */
public sealed interface Verdict {
    /**
     * Signed, logged and unchanged.
     *
     * @param bundle the signed bundle it came with
     * @param signatures the authority's, and the author's if the author signed too
     * @param receipt the tlog-proof in base64, once a checkpoint covers it
     */
    record Sound(String bundle, List<SignatureFinding> signatures, Optional<String> receipt) implements Verdict {
        /** The same with a further signature, which {@code where} carries; no longer sound if that does not hold. */
        Verdict with(SignatureFinding further, String where) {
            List<SignatureFinding> all = new ArrayList<>(signatures);
            all.add(further);
            Verdict worst = Verdict.of(bundle, where, List.copyOf(all));
            return worst instanceof Sound sound ? new Sound(bundle, sound.signatures(), receipt) : worst;
        }
    }

    /** What is stored is not what was signed and logged. */
    record Altered(String where) implements Verdict {}

    /** A signature does not hold. */
    record BadSignature(String where, List<SignatureFinding> signatures) implements Verdict {}

    /** Signed with a key that is not trusted here. */
    record UnknownKey(String where, List<SignatureFinding> signatures) implements Verdict {}

    /** No signed submission holds this version: it is the gateway's own bookkeeping, or it is not there. */
    record Unsigned() implements Verdict {}

    /** The worst of what was found about the signatures of a bundle whose content is unchanged. */
    static Verdict of(String bundle, String where, List<SignatureFinding> signatures) {
        if (has(signatures, SignatureFinding.State.BAD_SIGNATURE)) {
            return new BadSignature(where, signatures);
        }
        return has(signatures, SignatureFinding.State.UNKNOWN_KEY)
                ? new UnknownKey(where, signatures)
                : new Sound(bundle, signatures, Optional.empty());
    }

    private static boolean has(List<SignatureFinding> signatures, SignatureFinding.State state) {
        return signatures.stream().anyMatch(signature -> signature.state() == state);
    }
}
