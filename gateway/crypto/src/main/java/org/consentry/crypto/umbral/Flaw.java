package org.consentry.crypto.umbral;

/** Why something from outside was refused; the texts never quote it. */
public enum Flaw {
    WRONG_LENGTH("it does not have the length this object has"),
    WRONG_STRUCTURE("it is not laid out as this object is"),
    BAD_POINT("a point is not a compressed point of the curve other than its identity"),
    BAD_SCALAR("a number is zero or not below the curve's order"),
    BAD_SIGNATURE_FORM("a signature's r or s is out of range, or s is in the upper half"),
    INCONSISTENT_CAPSULE("the capsule fails its own check"),
    WRONG_PARAMETERS("the fragment was made with another second generator"),
    WRONG_COMMITMENT("the fragment's commitment does not fit its key"),
    KEY_NOT_SUPPLIED("the fragment says it signs a key that was not supplied"),
    WRONG_PROXY_SIGNATURE("the signature for the proxy is not by the verifying key"),
    WRONG_RECEIVER_SIGNATURE("the signature for the receiver is not by the verifying key"),
    WRONG_PROOF("the proof of honest re-encryption fails"),
    NO_FRAGMENTS("there are no capsule fragments"),
    MIXED_FRAGMENTS("the capsule fragments belong to different delegations"),
    REPEATED_FRAGMENT("two capsule fragments come from the same key fragment"),
    NOT_OPENED("too few fragments, or not for this capsule and these keys"),
    WRONG_CIPHERTEXT("the ciphertext was changed or sealed to another key");

    private final String text;

    Flaw(String text) {
        this.text = text;
    }

    /** A sentence for people. */
    public String text() {
        return text;
    }
}
