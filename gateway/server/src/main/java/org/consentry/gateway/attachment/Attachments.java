package org.consentry.gateway.attachment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.Envelope;
import org.consentry.crypto.envelope.EnvelopeContext;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.gateway.attachment.SealedContent.Custody;
import org.consentry.gateway.attachment.SealedContent.KeptKey;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/*
 * Seals what comes in and keeps it as ciphertext.
 *
 * The order is: a row that says UPLOADING, then the object, then STORED, and KEPT with the record that points to it. A
 * crash after any step leaves a row, and the janitor takes away what no record has kept in time. The upload is done
 * before the record's transaction, so that no transaction waits for the store; a record that then points to content the
 * janitor has begun to take away fails and can be sent again.
 *
 * The bytes are hashed first and sealed second, so content that is there already is not stored again. It is found by
 * its patient and hash together: a hash alone opens nothing and tells nothing about other patients.
 */
@Component
public class Attachments {
    private static final Envelope ENVELOPE = Envelope.standard();
    private static final SharingScope SCOPE = SharingScope.DOCUMENTS;

    private final Contents contents;
    private final Objects objects;
    private final Deletions deletions;
    private final OwnerKeys owners;
    private final EscrowKey escrow;
    private final DataKeys keys;
    private final AttachmentSettings settings;
    private final SecureRandom random = new SecureRandom();

    Attachments(
            Contents contents,
            Objects objects,
            Deletions deletions,
            OwnerKeys owners,
            EscrowKey escrow,
            DataKeys keys,
            AttachmentSettings settings) {
        this.contents = contents;
        this.objects = objects;
        this.deletions = deletions;
        this.owners = owners;
        this.escrow = escrow;
        this.keys = keys;
        this.settings = settings;
    }

    /**
     * What is to be sealed.
     *
     * @param owner logical id of the patient, or a provisional owner ({@link Owners})
     * @param contentType as the sender says; at most 255 characters are kept
     * @param bundleHash SHA-256 of what brought it, in lower-case hex
     */
    public record Incoming(String owner, OrganizationId source, String contentType, String bundleHash) {}

    /**
     * Seals and stores content, or finds it when the patient has the same bytes already. When this returns, the
     * ciphertext is durable; it stays when a record that points to {@code Binary/[id]} commits within the time allowed.
     *
     * @throws Problem BUSY when the object store is away, TOO_LARGE beyond the limit
     */
    public SealedContent seal(byte[] plaintext, Incoming incoming) {
        if (plaintext.length > settings.maxSize().toBytes()) {
            throw Problem.of(ProblemKind.TOO_LARGE, "An attachment is at most " + settings.maxSize());
        }
        ContentHash hash = ContentHash.of(plaintext);
        Optional<SealedContent> same = contents.same(incoming.owner(), hash.sha256());
        if (same.isPresent()) {
            return same.get();
        }
        try {
            return store(new ByteArrayInputStream(plaintext), hash, plaintext.length, incoming);
        } catch (IOException e) {
            throw Problem.causedBy(ProblemKind.FAULT, "The attachment could not be sealed", e);
        }
    }

    private SealedContent store(InputStream plaintext, ContentHash hash, long size, Incoming incoming)
            throws IOException {
        String id = UUID.randomUUID().toString();
        EnvelopeContext context = new EnvelopeContext(id, "1", incoming.bundleHash());
        try (DataKey key = DataKey.random(random)) {
            SealedContent content = new SealedContent(
                    id,
                    incoming.owner(),
                    hash.sha256(),
                    hash.sha1(),
                    size,
                    shortened(incoming.contentType()),
                    ObjectKey.sealed(random),
                    ENVELOPE.sealedLength(size),
                    ENVELOPE.segmentSize(),
                    context,
                    keys.keep(key, incoming.owner()));
            contents.begin(content, incoming.source().value());
            // A crash here leaves a row without an object, and below an object without a record: see the janitor.
            try (InputStream ciphertext = ENVELOPE.sealing(plaintext, key, context)) {
                objects.put(content.objectKey(), ciphertext, content.sealedSize());
            }
            return settled(content);
        }
    }

    private SealedContent settled(SealedContent content) {
        return switch (contents.stored(content.id())) {
            case STORED -> content;
            case SUPERSEDED ->
                contents.same(content.patientId(), content.sha256())
                        .orElseThrow(() -> Problem.of(ProblemKind.BUSY, "The same content is being stored; try again"));
            case LOST -> throw Problem.of(ProblemKind.BUSY, "The upload took too long; try again");
        };
    }

    /**
     * Seals to the patient's own key what was sealed to the escrow key, in the caller's transaction.
     *
     * @return how many contents the patient alone can open from the commit on
     */
    @Transactional
    public int handOver(String patientId, PublicKey owner) {
        List<SealedContent> escrowed = contents.escrowed(patientId);
        for (SealedContent content : escrowed) {
            SealedKey kept = SealedKey.fromBytes(content.key().sealedKey()).orThrow();
            try (DataKey key = kept.open(escrow.secret()).orThrow()) {
                byte[] anew = SealedKey.to(owner, key, random).toBytes();
                contents.reseal(content.id(), new KeptKey(Custody.PATIENT, SCOPE, owner.toBytes(), anew));
            }
        }
        return escrowed.size();
    }

    /** Contents of a patient that are sealed to another key of the patient's than this. */
    @Transactional
    public List<SealedContent> sealedToOthers(String patientId, PublicKey owner, int most) {
        return contents.sealedToOthers(patientId, owner.toBytes(), most);
    }

    /**
     * Keeps data keys as the patient's device sealed them to another of the patient's keys, in the caller's transaction.
     *
     * @param resealed by content id; what is no content of this patient's is left alone
     * @return how many contents are still sealed to others
     * @throws Problem UNPROCESSABLE for what is not a sealed key
     */
    @Transactional
    public int reseal(String patientId, PublicKey owner, Map<String, byte[]> resealed) {
        int missing = 0;
        for (SealedContent content : contents.sealedToOthers(patientId, owner.toBytes(), Integer.MAX_VALUE)) {
            byte[] anew = resealed.get(content.id());
            if (anew == null) {
                missing++;
            } else if (SealedKey.fromBytes(anew) instanceof Checked.Refused<SealedKey> refused) {
                throw Problem.at(
                        ProblemKind.UNPROCESSABLE, "sealedKey", refused.flaw().text());
            } else {
                contents.reseal(content.id(), new KeptKey(Custody.PATIENT, SCOPE, owner.toBytes(), anew));
            }
        }
        return missing;
    }

    /** Gives provisional content to its patient, in the transaction that stores the record it came with. */
    void adopt(String contentId, String patientId) {
        contents.adopt(contentId, patientId);
        owners.of(patientId, SCOPE).ifPresent(key -> handOver(patientId, key));
    }

    /** The content that a Binary means, when a committed record points to it. */
    public Optional<SealedContent> ofBinary(String binaryId) {
        return contents.byBinary(binaryId);
    }

    /** The patient's contents sealed to one key that have not been announced under the consent. */
    public List<SealedContent> unannounced(String patientId, byte[] delegatingKey, String consentId) {
        return contents.undelivered(patientId, delegatingKey, consentId);
    }

    /** The records that point to a content, Binaries left out. */
    public List<String> references(SealedContent content) {
        return contents.references(content.id());
    }

    /** The ciphertext from a place on. The caller closes the stream. */
    public InputStream ciphertext(SealedContent content, long offset) {
        return objects.read(content.objectKey(), offset);
    }

    /** Takes away what no record has kept in time; returns how many. */
    int sweep() {
        List<ObjectKey> doomed = contents.doom(settings.unkept());
        // A crash here leaves doomed rows, which the next sweep finds again.
        doomed.forEach(key -> deletions.in(key, 0));
        doomed.forEach(deletions::now);
        contents.forget(doomed);
        return doomed.size();
    }

    static String shortened(String contentType) {
        return contentType.length() <= 255 ? contentType : contentType.substring(0, 255);
    }
}
