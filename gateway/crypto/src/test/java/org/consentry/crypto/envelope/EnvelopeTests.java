package org.consentry.crypto.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTests {
    private static final int SEGMENT = Envelope.SMALLEST_SEGMENT;
    private static final int HEADER = 40;
    private static final int TAG = 16;
    private static final EnvelopeContext CONTEXT = new EnvelopeContext("scan-1", "3", "ab".repeat(32));

    private final SecureRandom random = new SecureRandom();
    private final DataKey key = DataKey.random(random);
    private final Envelope envelope = Envelope.standard();

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private byte[] sealed(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream sealing = envelope.sealing(out, key, CONTEXT)) {
            sealing.write(content);
        }
        return out.toByteArray();
    }

    private byte[] opened(byte[] ciphertext) throws IOException {
        return envelope.opening(new ByteArrayInputStream(ciphertext), key, CONTEXT)
                .readAllBytes();
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] out = bytes.clone();
        out[at] ^= 0x10;
        return out;
    }

    @ParameterizedTest(name = "of {0} bytes, {1} lost")
    @CsvSource({"0,1", "10,1", "10,26", "200000,1", "200000,16", "200000,60000", "131000,1"})
    void refusesATruncatedCiphertext(int length, int lost) throws IOException {
        byte[] ciphertext = sealed(content(length));

        assertThatThrownBy(() -> opened(Arrays.copyOf(ciphertext, ciphertext.length - lost)))
                .isInstanceOf(CiphertextRefused.class);
    }

    /** A content that says nothing more after it has failed must not become a shorter one that opens. */
    @Test
    void neverEndsACiphertextWhoseContentBrokeOff() throws IOException {
        InputStream broken = new FilterInputStream(new ByteArrayInputStream(content(3 * SEGMENT))) {
            private int left = 2;
            private boolean failed;

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (left-- == 0) {
                    failed = true;
                    throw new EOFException("broke off");
                }
                return failed ? -1 : super.read(into, offset, length);
            }
        };
        InputStream sealing = envelope.sealing(broken, key, CONTEXT);

        assertThatThrownBy(sealing::readAllBytes).isInstanceOf(EOFException.class);
        assertThatThrownBy(sealing::readAllBytes).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_479, 65_480, 65_481, 131_000, 500_000})
    void sealsTheSameWhetherItIsWrittenOrRead(int length) throws IOException {
        byte[] content = content(length);
        InputStream dripping = new FilterInputStream(new ByteArrayInputStream(content)) {
            @Override
            public int read(byte[] into, int offset, int most) throws IOException {
                return super.read(into, offset, Math.min(most, 7_001));
            }
        };

        byte[] ciphertext = envelope.sealing(dripping, key, CONTEXT).readAllBytes();

        assertThat(ciphertext).hasSize((int) envelope.sealedLength(length));
        assertThat(opened(ciphertext)).isEqualTo(content);
    }

    @Test
    void refusesACiphertextCutAtASegmentsEdge() throws IOException {
        byte[] ciphertext = sealed(content(3 * SEGMENT));

        assertThatThrownBy(() -> opened(Arrays.copyOf(ciphertext, 2 * SEGMENT))).isInstanceOf(CiphertextRefused.class);
        assertThatThrownBy(() -> opened(Arrays.copyOf(ciphertext, SEGMENT))).isInstanceOf(CiphertextRefused.class);
        assertThatThrownBy(() -> opened(new byte[0])).isInstanceOf(CiphertextRefused.class);
        assertThatThrownBy(() -> opened(Arrays.copyOf(ciphertext, HEADER))).isInstanceOf(CiphertextRefused.class);
    }

    @Test
    void refusesACiphertextWithBytesAppended() throws IOException {
        byte[] ciphertext = sealed(content(1000));

        assertThatThrownBy(() -> opened(Arrays.copyOf(ciphertext, ciphertext.length + 1)))
                .isInstanceOf(CiphertextRefused.class);
    }

    @Test
    void refusesSegmentsInAnotherOrder() throws IOException {
        byte[] ciphertext = sealed(content(4 * SEGMENT));
        byte[] swapped = ciphertext.clone();
        System.arraycopy(ciphertext, SEGMENT, swapped, 2 * SEGMENT, SEGMENT);
        System.arraycopy(ciphertext, 2 * SEGMENT, swapped, SEGMENT, SEGMENT);

        assertThatThrownBy(() -> opened(swapped)).isInstanceOf(CiphertextRefused.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 33, 39, 40, 1000, 65535, 65536, 70000, 130999, 131000})
    void givesNoByteOfAFlippedSegment(int at) throws IOException {
        byte[] content = content(131_200);
        byte[] ciphertext = flipped(sealed(content), at);
        ByteArrayOutputStream read = new ByteArrayOutputStream();

        try (InputStream opening = envelope.opening(new ByteArrayInputStream(ciphertext), key, CONTEXT)) {
            assertThatThrownBy(() -> opening.transferTo(read)).isInstanceOf(CiphertextRefused.class);
            assertThatThrownBy(opening::read).isInstanceOf(CiphertextRefused.class);
        }

        int authentic = Math.max(0, at / SEGMENT * (SEGMENT - TAG) - HEADER);
        assertThat(read.size()).isLessThanOrEqualTo(authentic);
        assertThat(Arrays.equals(read.toByteArray(), Arrays.copyOf(content, read.size())))
                .isTrue();
    }

    @Test
    void refusesAnotherKeyAndEveryOtherContext() throws IOException {
        byte[] ciphertext = sealed(content(100));

        assertThatThrownBy(() -> envelope.opening(new ByteArrayInputStream(ciphertext), DataKey.random(random), CONTEXT)
                        .readAllBytes())
                .isInstanceOf(CiphertextRefused.class);
        for (EnvelopeContext other : new EnvelopeContext[] {
            new EnvelopeContext("scan-2", "3", "ab".repeat(32)),
            new EnvelopeContext("scan-1", "4", "ab".repeat(32)),
            new EnvelopeContext("scan-1", "3", "ac".repeat(32))
        }) {
            assertThatThrownBy(() -> envelope.opening(new ByteArrayInputStream(ciphertext), key, other)
                            .readAllBytes())
                    .isInstanceOf(CiphertextRefused.class);
        }
    }

    @Test
    void refusesAnotherSegmentSize() throws IOException {
        byte[] ciphertext = sealed(content(200_000));

        assertThatThrownBy(() -> new Envelope(2 * SEGMENT)
                        .opening(new ByteArrayInputStream(ciphertext), key, CONTEXT)
                        .readAllBytes())
                .isInstanceOf(CiphertextRefused.class);
        assertThatThrownBy(() -> new Envelope(1000)).hasMessageContaining("64 KiB");
        assertThatThrownBy(() -> new Envelope(2 * Envelope.LARGEST_SEGMENT)).hasMessageContaining("1 MiB");
    }

    @Test
    void checksWhatItSkips() throws IOException {
        byte[] ciphertext = flipped(sealed(content(200_000)), 100);

        try (InputStream opening = envelope.opening(new ByteArrayInputStream(ciphertext), key, CONTEXT)) {
            assertThatThrownBy(() -> opening.skip(70_000)).isInstanceOf(CiphertextRefused.class);
        }
    }

    @Test
    void doesNotTakeABrokenSourceForAForgery() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("connection reset");
            }
        };

        assertThatThrownBy(() -> envelope.opening(broken, key, CONTEXT).readAllBytes())
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("connection reset");
    }

    @Test
    void leavesNothingReadableWhenItWasNotClosed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStream sealing = envelope.sealing(out, key, CONTEXT);
        sealing.write(content(200_000));

        assertThatThrownBy(() -> opened(out.toByteArray())).isInstanceOf(CiphertextRefused.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65479, 65480, 65481, 131000, 131072, 500_000})
    void opensWhatItSealed(int length) throws IOException {
        byte[] content = content(length);
        byte[] ciphertext = sealed(content);

        assertThat(opened(ciphertext)).isEqualTo(content);
        assertThat(envelope.sealedLength(length)).isEqualTo(ciphertext.length);
    }

    @Test
    void opensAnyRangeWithoutReadingTheRest() throws IOException {
        byte[] content = content(500_000);
        byte[] ciphertext = flipped(sealed(content), 10);
        byte[] intact = sealed(content);
        ByteBuffer range = ByteBuffer.allocate(1000);

        try (MemoryChannel source = new MemoryChannel(intact);
                var channel = envelope.opening(source, key, CONTEXT)) {
            channel.position(300_000);
            while (range.hasRemaining() && channel.read(range) >= 0) {}
            assertThat(channel.size()).isEqualTo(content.length);
        }
        assertThat(range.array()).isEqualTo(Arrays.copyOfRange(content, 300_000, 301_000));
        assertThat(ciphertext).isNotEqualTo(intact);
    }

    /** The layout of the design page, opened without the library: what a browser does with WebCrypto. */
    @Test
    void writesTheLayoutABrowserCanOpen() throws Exception {
        byte[] content = content(100_000);
        ByteBuffer in = ByteBuffer.wrap(sealed(content));
        byte[] salt = new byte[32];
        byte[] prefix = new byte[7];
        int headerLength = in.get();
        in.get(salt).get(prefix);
        byte[] segmentKey = hkdf(salt);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int segmentLength = SEGMENT - HEADER;
        for (int counter = 0; in.hasRemaining(); counter++) {
            byte[] segment = new byte[Math.min(segmentLength, in.remaining())];
            in.get(segment);
            byte[] nonce = ByteBuffer.allocate(12)
                    .put(prefix)
                    .putInt(counter)
                    .put((byte) (in.hasRemaining() ? 0 : 1))
                    .array();
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(Cipher.DECRYPT_MODE, new SecretKeySpec(segmentKey, "AES"), new GCMParameterSpec(128, nonce));
            out.writeBytes(gcm.doFinal(segment));
            segmentLength = SEGMENT;
        }

        assertThat(headerLength).isEqualTo(HEADER);
        assertThat(out.toByteArray()).isEqualTo(content);
    }

    private byte[] hkdf(byte[] salt) {
        HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(key.toSecretBytes(), salt, CONTEXT.associatedData()));
        byte[] out = new byte[32];
        generator.generateBytes(out, 0, 32);
        return out;
    }

    @Test
    void bindsEveryPartOfTheContextUnambiguously() {
        String hash = "00".repeat(32);

        assertThat(new EnvelopeContext("a", "bc", hash).associatedData())
                .isNotEqualTo(new EnvelopeContext("ab", "c", hash).associatedData());
        assertThatThrownBy(() -> new EnvelopeContext("", "1", hash)).hasMessageContaining("attachment id");
        assertThatThrownBy(() -> new EnvelopeContext("a", "", hash)).hasMessageContaining("version");
        assertThatThrownBy(() -> new EnvelopeContext("a", "1", "AB".repeat(32))).hasMessageContaining("bundle hash");
    }
}
