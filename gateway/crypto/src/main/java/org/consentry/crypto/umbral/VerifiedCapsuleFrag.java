package org.consentry.crypto.umbral;

/** A capsule fragment a receiver may use: checked, or made here. */
public final class VerifiedCapsuleFrag {
    private final CapsuleFrag fragment;

    VerifiedCapsuleFrag(CapsuleFrag fragment) {
        this.fragment = fragment;
    }

    public byte[] toBytes() {
        return fragment.toBytes();
    }

    public byte[] toSimpleBytes() {
        return fragment.toSimpleBytes();
    }

    public KeyFragId id() {
        return fragment.id();
    }

    /** The same fragment as somebody else would receive it. */
    public CapsuleFrag unverified() {
        return fragment;
    }
}
