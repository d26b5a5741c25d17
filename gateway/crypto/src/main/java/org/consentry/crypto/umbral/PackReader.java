package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.math.ec.ECPoint;

/** Reads the few MessagePack forms Umbral objects use, in the one encoding they have. */
final class PackReader {
    private static final int ARRAY = 0x90;
    private static final int BIN8 = 0xC4;
    private static final int FALSE = 0xC2;
    private static final int TRUE = 0xC3;

    private final byte[] in;
    private int at;

    PackReader(byte[] in, int length) {
        Fault.unless(in.length == length, Flaw.WRONG_LENGTH);
        this.in = in;
    }

    void array(int count) {
        expect(ARRAY | count);
    }

    byte[] bytes(int length) {
        expect(BIN8);
        expect(length);
        Fault.unless(at + length <= in.length, Flaw.WRONG_STRUCTURE);
        at += length;
        return Arrays.copyOfRange(in, at - length, at);
    }

    ECPoint point() {
        return Secp256k1.decode(bytes(Secp256k1.POINT));
    }

    BigInteger scalar() {
        return Secp256k1.scalar(bytes(Secp256k1.SCALAR));
    }

    UmbralSignature signature() {
        return UmbralSignature.read(bytes(UmbralSignature.LENGTH));
    }

    boolean flag() {
        int b = next();
        Fault.unless(b == FALSE || b == TRUE, Flaw.WRONG_STRUCTURE);
        return b == TRUE;
    }

    private void expect(int value) {
        Fault.unless(next() == value, Flaw.WRONG_STRUCTURE);
    }

    private int next() {
        Fault.unless(at < in.length, Flaw.WRONG_STRUCTURE);
        return in[at++] & 0xFF;
    }
}
