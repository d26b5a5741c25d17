package org.consentry.ledger.note;

import java.util.Arrays;

/** Key bytes, public or private, that never change and never print. */
final class KeyMaterial {
    private final byte[] bytes;

    KeyMaterial(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyMaterial material && Arrays.equals(bytes, material.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "KeyMaterial[" + bytes.length + " bytes]";
    }
}
