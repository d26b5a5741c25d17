package org.consentry.gateway.attachment;

import java.security.SecureRandom;
import java.util.Optional;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.gateway.attachment.SealedContent.Custody;
import org.consentry.gateway.attachment.SealedContent.KeptKey;
import org.springframework.stereotype.Component;

/** Whom a new data key is sealed to: its patient, or the escrow key as long as the patient has none. */
@Component
class DataKeys {
    private final OwnerKeys owners;
    private final EscrowKey escrow;
    private final SecureRandom random = new SecureRandom();

    DataKeys(OwnerKeys owners, EscrowKey escrow) {
        this.owners = owners;
        this.escrow = escrow;
    }

    /** @param owner a patient's id, or a provisional owner */
    KeptKey keep(DataKey key, String owner) {
        Optional<PublicKey> own = ofPatient(owner);
        PublicKey sealedTo = own.orElseGet(escrow::publicKey);
        return new KeptKey(
                own.isPresent() ? Custody.PATIENT : Custody.ESCROW,
                SharingScope.DOCUMENTS,
                sealedTo.toBytes(),
                SealedKey.to(sealedTo, key, random).toBytes());
    }

    private Optional<PublicKey> ofPatient(String owner) {
        return Owners.isProvisional(owner) ? Optional.empty() : owners.of(owner, SharingScope.DOCUMENTS);
    }
}
