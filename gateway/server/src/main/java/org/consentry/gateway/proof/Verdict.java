package org.consentry.gateway.proof;

import java.util.Optional;

/** What verification found. */
public sealed interface Verdict {
    /**
     * Signed, logged and unchanged.
     *
     * @param bundle the signed bundle it came with
     * @param receipt the tlog-proof in base64, once a checkpoint covers it
     */
    record Sound(String bundle, Optional<String> receipt) implements Verdict {}

    /** What is stored is not what was signed and logged. */
    record Altered(String where) implements Verdict {}

    /** The signature does not hold. */
    record BadSignature(String where) implements Verdict {}

    /** Signed with a key that is not trusted here. */
    record UnknownKey(String where) implements Verdict {}

    /** No signed submission holds this version: it is the gateway's own bookkeeping, or it is not there. */
    record Unsigned() implements Verdict {}
}
