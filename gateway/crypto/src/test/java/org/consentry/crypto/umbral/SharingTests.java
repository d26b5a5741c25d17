package org.consentry.crypto.umbral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.math.ec.ECPoint;
import org.consentry.crypto.umbral.Checked.Accepted;
import org.consentry.crypto.umbral.Checked.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scheme's promise: any threshold of the fragments opens, fewer never do, and nobody else's do. */
class SharingTests {
    private final Scene scene = new Scene();

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"2,2", "2,3", "3,5", "4,4"})
    void neverOpensWithOneFragmentTooFew(int threshold, int shares) {
        List<VerifiedCapsuleFrag> all = scene.reencrypted(scene.keyFrags(threshold, shares));

        for (List<VerifiedCapsuleFrag> some : subsets(all, threshold - 1)) {
            assertThat(scene.open(some)).isEqualTo(new Refused<>(Flaw.NOT_OPENED));
        }
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"1,1", "1,3", "2,3", "3,4", "4,4"})
    void opensWithAnyThresholdOfTheFragments(int threshold, int shares) {
        List<VerifiedCapsuleFrag> all = scene.reencrypted(scene.keyFrags(threshold, shares));

        for (List<VerifiedCapsuleFrag> some : subsets(all, threshold)) {
            assertThat(scene.open(some).orThrow()).isEqualTo(Scene.PLAINTEXT);
            assertThat(scene.open(some.reversed()).orThrow()).isEqualTo(Scene.PLAINTEXT);
        }
        assertThat(scene.open(all).orThrow()).isEqualTo(Scene.PLAINTEXT);
    }

    @Test
    void opensWithTenOfTwenty() {
        List<VerifiedCapsuleFrag> all = scene.reencrypted(scene.keyFrags(10, 20));

        assertThat(scene.open(all.subList(7, 17)).orThrow()).isEqualTo(Scene.PLAINTEXT);
        assertThat(scene.open(all.subList(7, 16))).isEqualTo(new Refused<>(Flaw.NOT_OPENED));
    }

    @Test
    void refusesNoFragmentsAtAll() {
        assertThat(scene.open(List.of())).isEqualTo(new Refused<>(Flaw.NO_FRAGMENTS));
    }

    @Test
    void refusesTheSameFragmentTwice() {
        VerifiedKeyFrag one = scene.keyFrags(2, 2).getFirst();

        assertThat(scene.open(List.of(scene.reencrypted(one), scene.reencrypted(one))))
                .isEqualTo(new Refused<>(Flaw.REPEATED_FRAGMENT));
    }

    @Test
    void refusesFragmentsOfTwoDelegations() {
        VerifiedCapsuleFrag one = scene.reencrypted(scene.keyFrags(2, 2).getFirst());
        VerifiedCapsuleFrag other = scene.reencrypted(scene.keyFrags(2, 2).getLast());

        assertThat(scene.open(List.of(one, other))).isEqualTo(new Refused<>(Flaw.MIXED_FRAGMENTS));
    }

    @Test
    void refusesAnotherReader() {
        List<VerifiedCapsuleFrag> fragments = scene.reencrypted(scene.keyFrags(1, 1));
        SecretKey thief = SecretKey.random(scene.random);

        assertThat(scene.sealed.open(thief, scene.patient.publicKey(), fragments))
                .isEqualTo(new Refused<>(Flaw.NOT_OPENED));
    }

    @Test
    void refusesFragmentsOfAnotherCapsule() {
        Sealed other = Sealed.to(scene.patient.publicKey(), Scene.PLAINTEXT, scene.random);
        VerifiedCapsuleFrag fragment = scene.keyFrags(1, 1).getFirst().reencrypt(other.capsule(), scene.random);

        assertThat(scene.open(List.of(fragment))).isEqualTo(new Refused<>(Flaw.NOT_OPENED));
    }

    @Test
    void refusesAnotherDelegator() {
        List<VerifiedCapsuleFrag> fragments = scene.reencrypted(scene.keyFrags(1, 1));

        assertThat(scene.sealed.open(scene.reader, scene.reader.publicKey(), fragments))
                .isEqualTo(new Refused<>(Flaw.NOT_OPENED));
    }

    @Test
    void refusesAChangedCiphertextAndAForeignKey() {
        byte[] changed = scene.sealed.ciphertext();
        changed[changed.length - 1] ^= 1;

        assertThat(new Sealed(scene.sealed.capsule(), changed).open(scene.patient))
                .isEqualTo(new Refused<>(Flaw.WRONG_CIPHERTEXT));
        assertThat(new Sealed(scene.sealed.capsule(), new byte[39]).open(scene.patient))
                .isEqualTo(new Refused<>(Flaw.WRONG_CIPHERTEXT));
        assertThat(scene.sealed.open(scene.reader)).isEqualTo(new Refused<>(Flaw.WRONG_CIPHERTEXT));
    }

    /** V = −E passes sG = V + hE, and the secret in it would be the identity, which everybody knows. */
    @Test
    void refusesACapsuleWhosePointsCancelEachOther() {
        BigInteger r = Secp256k1.random(scene.random);
        ECPoint e = Secp256k1.timesG(r).normalize();
        ECPoint v = e.negate().normalize();
        BigInteger s =
                r.multiply(Capsule.challenge(e, v).subtract(BigInteger.ONE)).mod(Secp256k1.ORDER);
        Capsule made = Capsule.fromBytes(
                        new PackWriter().array(3).point(e).point(v).scalar(s).done())
                .orThrow();
        Sealed sealed = new Sealed(made, scene.sealed.ciphertext());
        VerifiedCapsuleFrag fragment = scene.keyFrags(1, 1).getFirst().reencrypt(made, scene.random);

        assertThat(sealed.open(scene.patient)).isEqualTo(new Refused<>(Flaw.INCONSISTENT_CAPSULE));
        assertThat(sealed.open(scene.reader, scene.patient.publicKey(), List.of(fragment)))
                .isEqualTo(new Refused<>(Flaw.NOT_OPENED));
    }

    @Test
    void refusesACiphertextUnderAnotherCapsule() {
        Sealed other = Sealed.to(scene.patient.publicKey(), Scene.PLAINTEXT, scene.random);

        assertThat(new Sealed(other.capsule(), scene.sealed.ciphertext()).open(scene.patient))
                .isEqualTo(new Refused<>(Flaw.WRONG_CIPHERTEXT));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"0,1", "2,1", "-1,1", "1,256", "0,0"})
    void refusesAnImpossibleThreshold(int threshold, int shares) {
        assertThatThrownBy(() -> KeyFrags.of(threshold, shares)).hasMessageContaining("threshold");
    }

    @Test
    void refusesToUseAClosedKey() {
        SecretKey key = SecretKey.random(scene.random);
        key.close();

        assertThatThrownBy(() -> scene.sealed.open(key)).hasMessageContaining("closed");
        assertThatThrownBy(key::toSecretBytes).hasMessageContaining("closed");
    }

    @Test
    void opensForTheOwner() {
        assertThat(scene.sealed.open(scene.patient).orThrow()).isEqualTo(Scene.PLAINTEXT);
        assertThat(scene.sealed.ciphertext()).hasSize(Scene.PLAINTEXT.length + 40);
    }

    @Test
    void opensAnEmptyPlaintext() {
        Sealed empty = Sealed.to(scene.patient.publicKey(), new byte[0], scene.random);

        assertThat(empty.open(scene.patient).orThrow()).isEmpty();
    }

    /** The limit everybody must know: the reader and the proxies together have the patient's key for that scope. */
    @Test
    void givesTheDelegatingKeyToAReaderWhoColludesWithEnoughProxies() {
        VerifiedKeyFrag only = scene.keyFrags(1, 1).getFirst();
        KeyFrag leaked = KeyFrag.fromBytes(only.toBytes()).orThrow();
        Delegation delegation = new Delegation(
                leaked.x(), scene.reader.publicKey().point(), Secp256k1.timesSecret(leaked.x(), scene.reader.scalar()));

        SecretKey stolen = SecretKey.of(Secp256k1.product(leaked.key(), delegation.divisor()));

        assertThat(scene.sealed.open(stolen)).isInstanceOf(Accepted.class);
    }

    @Test
    void neverShowsASecretInText() {
        VerifiedKeyFrag keyFrag = scene.keyFrags(1, 1).getFirst();

        assertThat(scene.patient).hasToString("SecretKey[...]");
        assertThat(keyFrag.toString()).isEqualTo("VerifiedKeyFrag[" + keyFrag.id() + "]");
        assertThat(SecretKeyFactory.random(scene.random)).hasToString("SecretKeyFactory[...]");
    }

    private static <T> List<List<T>> subsets(List<T> all, int size) {
        if (size == 0) {
            return List.of();
        }
        List<List<T>> out = new ArrayList<>();
        for (int mask = 0; mask < 1 << all.size(); mask++) {
            if (Integer.bitCount(mask) == size) {
                List<T> some = new ArrayList<>();
                for (int i = 0; i < all.size(); i++) {
                    if ((mask >> i & 1) == 1) {
                        some.add(all.get(i));
                    }
                }
                out.add(some);
            }
        }
        return out;
    }
}
