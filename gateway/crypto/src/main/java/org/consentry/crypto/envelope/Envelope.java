package org.consentry.crypto.envelope;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * Encrypts and decrypts an attachment's content as a stream: Tink's AES256-GCM-HKDF streaming AEAD.
 *
 * <p>Layout: a 40-byte header (length 40, 32-byte salt, 7-byte nonce prefix), then segments of {@code segmentSize} bytes,
 * the first shorter by the header, each ending in a 16-byte tag. The segment key is HKDF-SHA256 of the data key with the
 * salt and, as info, {@link EnvelopeContext#associatedData()}; the nonce of a segment is prefix, counter and a last-segment
 * mark. A browser can open it segment by segment with WebCrypto.
 *
 * @param segmentSize ciphertext bytes a segment, 64 KiB to 1 MiB; must be the same for opening, so it is stored beside the
 *     object
 */
public record Envelope(int segmentSize) {

    /** Smallest and default segment: the JDK's AES-GCM is fastest when fed no more at once. */
    public static final int SMALLEST_SEGMENT = 64 * 1024;

    /** Largest segment. */
    public static final int LARGEST_SEGMENT = 1024 * 1024;

    private static final Envelope STANDARD = new Envelope(SMALLEST_SEGMENT);

    public Envelope {
        if (segmentSize < SMALLEST_SEGMENT || segmentSize > LARGEST_SEGMENT) {
            throw new IllegalArgumentException("a segment is 64 KiB to 1 MiB");
        }
    }

    /** 64 KiB segments. */
    public static Envelope standard() {
        return STANDARD;
    }

    /**
     * A stream that encrypts what is written to it. The content is complete only after it is closed, which also closes
     * {@code ciphertext}; if writing fails midway, what was written so far can never be opened as if it were whole.
     */
    public OutputStream sealing(OutputStream ciphertext, DataKey key, EnvelopeContext context) throws IOException {
        try {
            return cipher(key).newEncryptingStream(ciphertext, context.associatedData());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no AES-GCM", missing);
        }
    }

    /**
     * The ciphertext of what {@code content} holds, made while it is read, on the reader's own thread. What the content
     * throws is thrown to the reader, then and at every further read. The content is not closed.
     */
    public InputStream sealing(InputStream content, DataKey key, EnvelopeContext context) throws IOException {
        return new SealingStream(content, ciphertext -> sealing(ciphertext, key, context));
    }

    /** A stream of the content. Reading throws {@link CiphertextRefused} instead of giving a byte that is not authentic. */
    public InputStream opening(InputStream ciphertext, DataKey key, EnvelopeContext context) throws IOException {
        WatchedSource source = new WatchedSource(ciphertext);
        try {
            return new AuthenticStream(cipher(key).newDecryptingStream(source, context.associatedData()), source);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no AES-GCM", missing);
        }
    }

    /** The content at any place: only the segments that are read are fetched and checked. */
    public SeekableByteChannel opening(SeekableByteChannel ciphertext, DataKey key, EnvelopeContext context)
            throws IOException {
        try {
            return cipher(key).newSeekableDecryptingChannel(ciphertext, context.associatedData());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no AES-GCM", missing);
        }
    }

    /** How long the ciphertext of that much content is. */
    public long sealedLength(long contentLength) {
        if (contentLength < 0) {
            throw new IllegalArgumentException("a length is not negative");
        }
        try (DataKey any = DataKey.of(new byte[DataKey.LENGTH])) {
            return cipher(any).expectedCiphertextSize(contentLength);
        }
    }

    private AesGcmHkdfStreaming cipher(DataKey key) {
        byte[] secret = key.toSecretBytes();
        try {
            return new AesGcmHkdfStreaming(secret, "HmacSha256", DataKey.LENGTH, segmentSize, 0);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
