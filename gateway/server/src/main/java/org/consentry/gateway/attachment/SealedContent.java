package org.consentry.gateway.attachment;

import org.consentry.crypto.envelope.EnvelopeContext;

/**
 * What is known of one sealed content. The hashes and the size are of the plaintext.
 *
 * @param id of the Binary by which records refer to it
 * @param objectKey where the ciphertext lies
 * @param sealedSize length of the ciphertext
 * @param segmentSize bytes of ciphertext per segment
 * @param context what the ciphertext is bound to
 * @param key how the data key is kept
 */
public record SealedContent(
        String id,
        String patientId,
        byte[] sha256,
        byte[] sha1,
        long size,
        String contentType,
        ObjectKey objectKey,
        long sealedSize,
        int segmentSize,
        EnvelopeContext context,
        KeptKey key) {

    /** Who can open the data key. */
    public enum Custody {
        PATIENT,
        /** The network's escrow key, until the patient registers one. */
        ESCROW
    }

    /**
     * A data key sealed to a public key.
     *
     * @param delegatingKey the public key it is sealed to, 33 bytes
     * @param sealedKey as {@link org.consentry.crypto.envelope.SealedKey#toBytes()}
     */
    public record KeptKey(Custody custody, SharingScope scope, byte[] delegatingKey, byte[] sealedKey) {}
}
