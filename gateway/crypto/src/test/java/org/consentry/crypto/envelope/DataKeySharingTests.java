package org.consentry.crypto.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import org.consentry.crypto.envelope.WrappedKey.Refused;
import org.consentry.crypto.envelope.WrappedKey.Unwrapped;
import org.consentry.crypto.signature.KeyId;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.Flaw;
import org.consentry.crypto.umbral.KeyFrags;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.Signer;
import org.consentry.crypto.umbral.VerifiedCapsuleFrag;
import org.consentry.crypto.umbral.VerifiedKeyFrag;
import org.junit.jupiter.api.Test;

/** The data key's two ways to a reader: through the proxy, and wrapped by the patient's device. */
class DataKeySharingTests {
    private final SecureRandom random = new SecureRandom();
    private final SecretKey patient = SecretKey.random(random);
    private final SecretKey reader = SecretKey.random(random);
    private final DataKey key = DataKey.random(random);
    private final SealedKey sealed = SealedKey.to(patient.publicKey(), key, random);

    private static KeyPair p256() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static WrappedKey wrapped(DataKey key, KeyPair reader) {
        return WrappedKey.of(key, PublicJwk.of((ECPublicKey) reader.getPublic()), new KeyId("reader-1"));
    }

    @Test
    void refusesAnybodyWithoutAKeyOrFragments() {
        assertThat(sealed.open(reader)).isEqualTo(new Checked.Refused<>(Flaw.WRONG_CIPHERTEXT));
        assertThat(sealed.open(reader, patient.publicKey(), List.of()))
                .isEqualTo(new Checked.Refused<>(Flaw.NO_FRAGMENTS));
    }

    @Test
    void refusesBytesThatAreNotASealedKey() {
        byte[] bytes = sealed.toBytes();

        assertThat(SealedKey.fromBytes(Arrays.copyOf(bytes, bytes.length + 1)))
                .isEqualTo(new Checked.Refused<>(Flaw.WRONG_LENGTH));
        bytes[5] ^= 1;
        assertThat(SealedKey.fromBytes(bytes)).isInstanceOf(Checked.Refused.class);
    }

    @Test
    void givesTheKeyToTheReaderThroughTwoOfThreeProxies() {
        Signer signer = new Signer(patient, random);
        List<VerifiedKeyFrag> frags = KeyFrags.of(2, 3).make(patient, reader.publicKey(), signer, random);
        SealedKey stored = SealedKey.fromBytes(sealed.toBytes()).orThrow();

        List<VerifiedCapsuleFrag> two =
                List.of(stored.reencrypt(frags.getFirst(), random), stored.reencrypt(frags.getLast(), random));

        assertThat(stored.open(reader, patient.publicKey(), two).orThrow()).isEqualTo(key);
        assertThat(stored.open(reader, patient.publicKey(), two.subList(0, 1)))
                .isEqualTo(new Checked.Refused<>(Flaw.NOT_OPENED));
        assertThat(stored.open(patient).orThrow()).isEqualTo(key);
    }

    @Test
    void refusesAJweForAnotherReaderOrOtherAlgorithms() throws Exception {
        KeyPair hospital = p256();
        String jwe = wrapped(key, hospital).compactJwe();
        String direct = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0" + jwe.substring(jwe.indexOf('.'));
        String changed = jwe.substring(0, jwe.length() - 2) + (jwe.endsWith("AA") ? "BA" : "AA");

        assertThat(wrapped(key, hospital).unwrap((ECPrivateKey) p256().getPrivate()))
                .isEqualTo(new Refused());
        assertThat(new WrappedKey(direct).unwrap((ECPrivateKey) hospital.getPrivate()))
                .isEqualTo(new Refused());
        assertThat(new WrappedKey(changed).unwrap((ECPrivateKey) hospital.getPrivate()))
                .isEqualTo(new Refused());
        assertThat(new WrappedKey("a.b.c.d.e").unwrap((ECPrivateKey) hospital.getPrivate()))
                .isEqualTo(new Refused());
        assertThatThrownBy(() -> new WrappedKey("a.b.c")).hasMessageContaining("compact JWE");
    }

    @Test
    void givesTheKeyToAReaderWithoutUmbral() throws Exception {
        KeyPair hospital = p256();

        assertThat(wrapped(key, hospital).unwrap((ECPrivateKey) hospital.getPrivate()))
                .isEqualTo(new Unwrapped(key));
    }

    @Test
    void neverShowsOrReusesAClosedKey() {
        DataKey closed = DataKey.random(random);
        closed.close();

        assertThat(key).hasToString("DataKey[...]").hasSameHashCodeAs(closed).isNotEqualTo(closed);
        assertThatThrownBy(closed::toSecretBytes).hasMessageContaining("closed");
        assertThatThrownBy(() -> DataKey.of(new byte[31])).hasMessageContaining("32 bytes");
    }
}
