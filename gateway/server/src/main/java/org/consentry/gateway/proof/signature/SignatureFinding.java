package org.consentry.gateway.proof.signature;

/**
 * What became of one signature over a submission.
 *
 * @param keyId the key that it names; empty when it names none
 */
public record SignatureFinding(Role role, String keyId, State state) {
    /** Whose signature it is. */
    public enum Role {
        /** The member that handed the Bundle in, over what it handed in. */
        AUTHOR,
        /** The gateway, over what it stored. */
        AUTHORITY,
        /** Whoever signed a Bundle that is stored as such, over its content. */
        CONTENT
    }

    /** Whether it holds. */
    public enum State {
        OK,
        BAD_SIGNATURE,
        UNKNOWN_KEY,
        /** Of another kind than those that are made here, or over content that is stored sealed. */
        NOT_CHECKED
    }
}
