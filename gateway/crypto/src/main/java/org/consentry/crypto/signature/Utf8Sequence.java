package org.consentry.crypto.signature;

import org.consentry.crypto.signature.Canonicalization.Reason;

/** One character beyond ASCII in UTF-8 (RFC 3629): shortest form only, no surrogates, nothing beyond U+10FFFF. */
final class Utf8Sequence {
    private Utf8Sequence() {}

    /** Checks the sequence that starts at {@code at} and tells the index after it. */
    static int end(byte[] in, int at) {
        int lead = in[at] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4) {
            throw new JsonFault(Reason.INVALID_UTF8, at);
        }
        if (at + length > in.length) {
            throw new JsonFault(Reason.INVALID_UTF8, at);
        }
        int second = in[at + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            throw new JsonFault(Reason.INVALID_UTF8, at);
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((in[i] & 0xC0) != 0x80) {
                throw new JsonFault(Reason.INVALID_UTF8, at);
            }
        }
        return at + length;
    }

    /** Writes a code point and tells the index after it; the room must be there. */
    static int write(int point, byte[] out, int at) {
        int i = at;
        if (point < 0x80) {
            out[i++] = (byte) point;
        } else if (point < 0x800) {
            out[i++] = (byte) (0xC0 | (point >> 6));
            out[i++] = (byte) (0x80 | (point & 0x3F));
        } else if (point < 0x10000) {
            out[i++] = (byte) (0xE0 | (point >> 12));
            out[i++] = (byte) (0x80 | ((point >> 6) & 0x3F));
            out[i++] = (byte) (0x80 | (point & 0x3F));
        } else {
            out[i++] = (byte) (0xF0 | (point >> 18));
            out[i++] = (byte) (0x80 | ((point >> 12) & 0x3F));
            out[i++] = (byte) (0x80 | ((point >> 6) & 0x3F));
            out[i++] = (byte) (0x80 | (point & 0x3F));
        }
        return i;
    }
}
