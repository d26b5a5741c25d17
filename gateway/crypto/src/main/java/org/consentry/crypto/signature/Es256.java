package org.consentry.crypto.signature;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Base64;

/**
 * ECDSA over P-256 with SHA-256 (RFC 7518 section 3.4) over a JWS signing input whose payload is written as a stream.
 *
 * <p>The payload is Base64url-encoded on its way into the hash, in pieces that are a multiple of three bytes, so a bundle
 * of any size costs a few KiB.
 */
final class Es256 extends OutputStream {
    static final int LENGTH = 64;
    private static final int PIECE = 3 * 4096;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final Signature engine;
    private final byte[] piece = new byte[PIECE];
    private int held;

    private Es256(Signature engine) {
        this.engine = engine;
    }

    static Es256 signing(PrivateKey key) {
        try {
            Signature engine = engine();
            engine.initSign(key);
            return new Es256(engine);
        } catch (InvalidKeyException wrong) {
            throw new IllegalArgumentException("the key cannot sign ES256", wrong);
        }
    }

    static Es256 verifying(PublicKey key) {
        try {
            Signature engine = engine();
            engine.initVerify(key);
            return new Es256(engine);
        } catch (InvalidKeyException wrong) {
            throw new IllegalArgumentException("the key cannot verify ES256", wrong);
        }
    }

    /** Starts the signing input with the encoded header and the dot after it. */
    Es256 header(String encoded) {
        update((encoded + ".").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    Es256 payload(CanonicalJson json) {
        try {
            json.writeTo(this);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return this;
    }

    Es256 payload(byte[] bytes) {
        write(bytes, 0, bytes.length);
        return this;
    }

    /** The signature as r and s, 32 bytes each. */
    byte[] sign() {
        flushPiece();
        try {
            return engine.sign();
        } catch (SignatureException failed) {
            throw new IllegalStateException("the key refused to sign", failed);
        }
    }

    boolean matches(byte[] signature) {
        flushPiece();
        try {
            return engine.verify(signature);
        } catch (SignatureException notASignature) {
            // r or s out of range: as wrong as any other wrong signature.
            return false;
        }
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            int count = Math.min(left, PIECE - held);
            System.arraycopy(bytes, from, piece, held, count);
            held += count;
            from += count;
            left -= count;
            if (held == PIECE) {
                flushPiece();
            }
        }
    }

    private void flushPiece() {
        byte[] exact = held == PIECE ? piece : Arrays.copyOf(piece, held);
        update(BASE64URL.encode(exact));
        held = 0;
    }

    private void update(byte[] bytes) {
        try {
            engine.update(bytes);
        } catch (SignatureException unready) {
            throw new IllegalStateException(unready);
        }
    }

    private static Signature engine() {
        try {
            return Signature.getInstance("SHA256withECDSAinP1363Format");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no ES256", missing);
        }
    }
}
