package org.consentry.crypto.umbral;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.encoders.Hex;
import org.consentry.crypto.umbral.Checked.Accepted;
import org.consentry.crypto.umbral.Checked.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every malformed or dishonest object is refused, with its reason. */
class FragmentRefusalTests {
    private static final int KEY_FRAG_ID = 39;
    private static final int KEY_FRAG_KEY = 73;
    private static final int KEY_FRAG_X = 107;
    private static final int KEY_FRAG_COMMITMENT = 143;
    private static final int KEY_FRAG_FOR_PROXY = 178;
    private static final int KEY_FRAG_FOR_RECEIVER = 244;
    private static final int KEY_FRAG_FLAGS = 308;
    private static final byte[] OTHER_POINT = Secp256k1.encode(Secp256k1.G);

    private final Scene scene = new Scene();
    private final byte[] keyFrag = scene.keyFrags(2, 3).getFirst().toBytes();
    private final byte[] capsuleFrag =
            scene.reencrypted(scene.keyFrags(1, 1).getFirst()).toBytes();

    private static byte[] with(byte[] bytes, int at, byte[] part) {
        byte[] out = bytes.clone();
        System.arraycopy(part, 0, out, at, part.length);
        return out;
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] out = bytes.clone();
        out[at] ^= 1;
        return out;
    }

    /** Shown against another implementation: with u' = key'^-1 U1 and any key', its check of the fragment passes. */
    @Test
    void refusesAKeyFragMadeWithAnotherSecondGenerator() {
        KeyFrag honest = KeyFrag.fromBytes(keyFrag).orThrow();
        BigInteger otherKey = Secp256k1.random(scene.random);
        ECPoint otherU = Secp256k1.timesSecret(honest.proof().commitment(), Secp256k1.inverse(otherKey));
        byte[] forged = with(with(keyFrag, 4, Secp256k1.encode(otherU)), KEY_FRAG_KEY, Secp256k1.bytes(otherKey));

        assertThat(scene.verify(forged)).isEqualTo(new Refused<>(Flaw.WRONG_PARAMETERS));
    }

    /** Others check this signature only at the receiver, when it is too late. */
    @Test
    void refusesAKeyFragWhoseSignatureForTheReceiverIsWrong() {
        assertThat(scene.verify(flipped(keyFrag, KEY_FRAG_FOR_RECEIVER + 40)))
                .isEqualTo(new Refused<>(Flaw.WRONG_RECEIVER_SIGNATURE));
    }

    @Test
    void refusesAKeyFragThatWasChangedAnywhere() {
        assertThat(scene.verify(flipped(keyFrag, KEY_FRAG_ID))).isEqualTo(new Refused<>(Flaw.WRONG_PROXY_SIGNATURE));
        assertThat(scene.verify(flipped(keyFrag, KEY_FRAG_KEY + 31))).isEqualTo(new Refused<>(Flaw.WRONG_COMMITMENT));
        assertThat(scene.verify(with(keyFrag, KEY_FRAG_X, OTHER_POINT)))
                .isEqualTo(new Refused<>(Flaw.WRONG_PROXY_SIGNATURE));
        assertThat(scene.verify(with(keyFrag, KEY_FRAG_COMMITMENT, OTHER_POINT)))
                .isEqualTo(new Refused<>(Flaw.WRONG_COMMITMENT));
        assertThat(scene.verify(flipped(keyFrag, KEY_FRAG_FOR_PROXY + 40)))
                .isEqualTo(new Refused<>(Flaw.WRONG_PROXY_SIGNATURE));
        assertThat(scene.verify(flipped(keyFrag, KEY_FRAG_FLAGS))).isEqualTo(new Refused<>(Flaw.WRONG_PROXY_SIGNATURE));
    }

    @Test
    void refusesAKeyFragForAnotherReaderOrByAnotherSigner() {
        KeyFrag read = KeyFrag.fromBytes(keyFrag).orThrow();
        PublicKey other = SecretKey.random(scene.random).publicKey();
        PublicKey signer = scene.signer.verifyingKey();
        PublicKey patient = scene.patient.publicKey();

        assertThat(read.verify(signer, patient, other)).isEqualTo(new Refused<>(Flaw.WRONG_PROXY_SIGNATURE));
        assertThat(read.verify(signer, other, scene.reader.publicKey()))
                .isEqualTo(new Refused<>(Flaw.WRONG_PROXY_SIGNATURE));
        assertThat(read.verify(other, patient, scene.reader.publicKey()))
                .isEqualTo(new Refused<>(Flaw.WRONG_PROXY_SIGNATURE));
    }

    @ParameterizedTest(name = "signs delegating {0}, receiving {1}")
    @CsvSource({"true,true", "true,false", "false,true"})
    void refusesToCheckWithoutAKeyThatIsSaidToBeSigned(boolean delegating, boolean receiving) {
        KeyFrag frag = signing(delegating, receiving);

        assertThat(frag.verify(scene.signer.verifyingKey(), Optional.empty(), Optional.empty()))
                .isEqualTo(new Refused<>(Flaw.KEY_NOT_SUPPLIED));
    }

    @ParameterizedTest(name = "signs delegating {0}, receiving {1}")
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void acceptsAKeyFragWithAnyOfItsFlags(boolean delegating, boolean receiving) {
        KeyFrag frag = signing(delegating, receiving);

        assertThat(frag.verify(scene.signer.verifyingKey(), scene.patient.publicKey(), scene.reader.publicKey()))
                .isInstanceOf(Accepted.class);
        assertThat(frag.verify(
                        scene.signer.verifyingKey(),
                        Optional.of(scene.patient.publicKey()).filter(key -> delegating),
                        Optional.of(scene.reader.publicKey()).filter(key -> receiving)))
                .isInstanceOf(Accepted.class);
    }

    private KeyFrag signing(boolean delegating, boolean receiving) {
        VerifiedKeyFrag made = new KeyFrags(1, 1, delegating, receiving)
                .make(scene.patient, scene.reader.publicKey(), scene.signer, scene.random)
                .getFirst();
        return KeyFrag.fromBytes(made.toBytes()).orThrow();
    }

    @Test
    void refusesEveryOtherLengthAndTrailingBytes() {
        for (int length = 0; length < keyFrag.length + 3; length++) {
            if (length != keyFrag.length) {
                assertThat(KeyFrag.fromBytes(Arrays.copyOf(keyFrag, length)))
                        .isEqualTo(new Refused<>(Flaw.WRONG_LENGTH));
            }
        }
        byte[] capsule = scene.sealed.capsule().toBytes();
        assertThat(Capsule.fromBytes(Arrays.copyOf(capsule, capsule.length + 1)))
                .isEqualTo(new Refused<>(Flaw.WRONG_LENGTH));
        assertThat(Capsule.fromSimpleBytes(capsule)).isEqualTo(new Refused<>(Flaw.WRONG_LENGTH));
        assertThat(CapsuleFrag.fromBytes(Arrays.copyOf(capsuleFrag, 380))).isEqualTo(new Refused<>(Flaw.WRONG_LENGTH));
        assertThat(CapsuleFrag.fromSimpleBytes(capsuleFrag)).isEqualTo(new Refused<>(Flaw.WRONG_LENGTH));
        assertThat(SecretKey.fromBytes(new byte[31])).isEqualTo(new Refused<>(Flaw.WRONG_LENGTH));
        assertThat(PublicKey.fromBytes(new byte[65])).isEqualTo(new Refused<>(Flaw.WRONG_LENGTH));
        assertThat(UmbralSignature.fromBytes(new byte[63])).isEqualTo(new Refused<>(Flaw.WRONG_LENGTH));
        assertThat(SecretKeyFactory.fromSeed(new byte[33])).isEqualTo(new Refused<>(Flaw.WRONG_LENGTH));
    }

    @Test
    void neverBreaksOnAFlippedByteOfAnyObject() {
        byte[] capsule = scene.sealed.capsule().toBytes();

        for (int i = 0; i < capsule.length; i++) {
            assertThat(Capsule.fromBytes(flipped(capsule, i))).isInstanceOf(Refused.class);
        }
        for (int i = 0; i < keyFrag.length; i++) {
            assertThat(scene.verify(flipped(keyFrag, i))).isInstanceOf(Refused.class);
        }
        for (int i = 0; i < capsuleFrag.length; i++) {
            assertThat(scene.verifyCapsuleFrag(flipped(capsuleFrag, i))).isInstanceOf(Refused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000000000000000000000000000000000000000000000000000000000000000000",
                "020000000000000000000000000000000000000000000000000000000000000000",
                "02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
                "020000000000000000000000000000000000000000000000000000000000000005",
                "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
                "02ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void refusesWhatIsNotAPoint(String hex) {
        assertThat(PublicKey.fromBytes(Hex.decode(hex))).isEqualTo(new Refused<>(Flaw.BAD_POINT));
        assertThat(Capsule.fromBytes(with(scene.sealed.capsule().toBytes(), 3, Hex.decode(hex))))
                .isEqualTo(new Refused<>(Flaw.BAD_POINT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void refusesNumbersOutOfRange(String hex) {
        assertThat(SecretKey.fromBytes(Hex.decode(hex))).isEqualTo(new Refused<>(Flaw.BAD_SCALAR));
        assertThat(KeyFrag.fromBytes(with(keyFrag, KEY_FRAG_KEY, Hex.decode(hex))))
                .isEqualTo(new Refused<>(Flaw.BAD_SCALAR));
        assertThat(UmbralSignature.fromBytes(with(new byte[64], 32, Hex.decode(hex))))
                .isEqualTo(new Refused<>(Flaw.BAD_SIGNATURE_FORM));
    }

    @Test
    void refusesTheUpperHalfOfASignature() {
        UmbralSignature low = scene.signer.sign(Scene.PLAINTEXT);
        byte[] high = with(low.toBytes(), 32, Secp256k1.bytes(Secp256k1.ORDER.subtract(low.s())));

        assertThat(UmbralSignature.fromBytes(high)).isEqualTo(new Refused<>(Flaw.BAD_SIGNATURE_FORM));
        assertThat(low.isOver(Scene.PLAINTEXT, scene.signer.verifyingKey())).isTrue();
        assertThat(low.isOver(new byte[0], scene.signer.verifyingKey())).isFalse();
    }

    @Test
    void refusesSignaturesThatAreNotDer() {
        byte[] der = scene.signer.sign(Scene.PLAINTEXT).toDer();

        assertThat(UmbralSignature.fromDer(Arrays.copyOf(der, der.length + 1)))
                .isEqualTo(new Refused<>(Flaw.BAD_SIGNATURE_FORM));
        assertThat(UmbralSignature.fromDer(new byte[0])).isEqualTo(new Refused<>(Flaw.BAD_SIGNATURE_FORM));
        assertThat(UmbralSignature.fromDer(der).orThrow().toDer()).isEqualTo(der);
    }

    @Test
    void refusesACapsuleFragOfAnotherCapsuleOrOtherKeys() {
        CapsuleFrag frag = CapsuleFrag.fromBytes(capsuleFrag).orThrow();
        Capsule other = Sealed.to(scene.patient.publicKey(), Scene.PLAINTEXT, scene.random)
                .capsule();
        PublicKey stranger = SecretKey.random(scene.random).publicKey();
        PublicKey signer = scene.signer.verifyingKey();

        assertThat(frag.verify(other, signer, scene.patient.publicKey(), scene.reader.publicKey()))
                .isEqualTo(new Refused<>(Flaw.WRONG_PROOF));
        assertThat(frag.verify(scene.sealed.capsule(), stranger, scene.patient.publicKey(), scene.reader.publicKey()))
                .isEqualTo(new Refused<>(Flaw.WRONG_RECEIVER_SIGNATURE));
        assertThat(frag.verify(scene.sealed.capsule(), signer, scene.patient.publicKey(), stranger))
                .isEqualTo(new Refused<>(Flaw.WRONG_RECEIVER_SIGNATURE));
    }

    @Test
    void refusesAProxyThatMultipliedByAnotherKey() {
        CapsuleFrag honest = CapsuleFrag.fromBytes(capsuleFrag).orThrow();
        CapsuleFragPoints p = honest.points();
        ECPoint wrong = p.e1().add(Secp256k1.G).normalize();
        CapsuleFrag forged = new CapsuleFrag(
                honest.id(),
                honest.x(),
                new CapsuleFragPoints(wrong, p.v1(), p.e2(), p.v2(), p.u1(), p.u2()),
                honest.z(),
                honest.signature());

        assertThat(scene.verifyCapsuleFrag(forged.toBytes())).isEqualTo(new Refused<>(Flaw.WRONG_PROOF));
    }

    @Test
    void readsBackWhatItWrites() {
        Capsule capsule = scene.sealed.capsule();

        assertThat(Capsule.fromBytes(capsule.toBytes())).isEqualTo(new Accepted<>(capsule));
        assertThat(Capsule.fromSimpleBytes(capsule.toSimpleBytes())).isEqualTo(new Accepted<>(capsule));
        assertThat(scene.verify(keyFrag).orThrow().toBytes()).isEqualTo(keyFrag);
        VerifiedCapsuleFrag frag = scene.verifyCapsuleFrag(capsuleFrag).orThrow();
        assertThat(frag.toBytes()).isEqualTo(capsuleFrag);
        assertThat(CapsuleFrag.fromSimpleBytes(frag.toSimpleBytes()).orThrow().toBytes())
                .isEqualTo(capsuleFrag);
        assertThat(frag.toSimpleBytes()).hasSize(CapsuleFrag.SIMPLE_LENGTH);
        assertThat(SecretKey.fromBytes(scene.patient.toSecretBytes()).orThrow().publicKey())
                .isEqualTo(scene.patient.publicKey());
        assertThat(PublicKey.fromBytes(scene.patient.publicKey().toBytes()))
                .isEqualTo(new Accepted<>(scene.patient.publicKey()));
    }
}
