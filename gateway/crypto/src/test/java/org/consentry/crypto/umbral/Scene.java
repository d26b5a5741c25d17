package org.consentry.crypto.umbral;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.List;

/** A patient, a reader, and something sealed to the patient; what every test of the scheme starts from. */
final class Scene {
    static final byte[] PLAINTEXT = "the 32-byte data key of a scan..".getBytes(UTF_8);

    final SecureRandom random = new SecureRandom();
    final SecretKey patient = SecretKey.random(random);
    final SecretKey reader = SecretKey.random(random);
    final Signer signer = new Signer(SecretKey.random(random), random);
    final Sealed sealed = Sealed.to(patient.publicKey(), PLAINTEXT, random);

    List<VerifiedKeyFrag> keyFrags(int threshold, int shares) {
        return KeyFrags.of(threshold, shares).make(patient, reader.publicKey(), signer, random);
    }

    VerifiedCapsuleFrag reencrypted(VerifiedKeyFrag keyFrag) {
        return keyFrag.reencrypt(sealed.capsule(), random);
    }

    List<VerifiedCapsuleFrag> reencrypted(List<VerifiedKeyFrag> keyFrags) {
        return keyFrags.stream().map(this::reencrypted).toList();
    }

    Checked<byte[]> open(List<VerifiedCapsuleFrag> fragments) {
        return sealed.open(reader, patient.publicKey(), fragments);
    }

    Checked<VerifiedKeyFrag> verify(byte[] keyFrag) {
        return KeyFrag.fromBytes(keyFrag)
                .then(read -> read.verify(signer.verifyingKey(), patient.publicKey(), reader.publicKey()));
    }

    Checked<VerifiedCapsuleFrag> verifyCapsuleFrag(byte[] capsuleFrag) {
        return CapsuleFrag.fromBytes(capsuleFrag)
                .then(read ->
                        read.verify(sealed.capsule(), signer.verifyingKey(), patient.publicKey(), reader.publicKey()));
    }
}
