package org.consentry.gateway.sharing;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentry.crypto.envelope.WrappedKey;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.attachment.Attachments;
import org.consentry.gateway.attachment.Deliveries;
import org.consentry.gateway.attachment.Delivery;
import org.consentry.gateway.attachment.SealedContent;
import org.consentry.gateway.attachment.SharingScope;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Sharing with a reader that has no Umbral key but published an ordinary one (P-256).
 *
 * Nothing here can re-encrypt for such a reader. The patient's device asks what waits under a consent, opens each data key
 * with the patient's key, wraps it for the reader, and hands the wrapped keys in. What arrives later waits until the device
 * comes by again. A wrapped key opens one content, so what was wrapped and not fetched is destroyed with the consent and
 * nothing more than that can be opened with it.
 */
@Component
public class Wrapping {
    private final RegisteredKeys keys;
    private final Grants grants;
    private final Attachments attachments;
    private final Deliveries deliveries;
    private final VisibleDocuments documents;
    private final ReencryptionPapers papers;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Wrapping(
            RegisteredKeys keys,
            Grants grants,
            Attachments attachments,
            Deliveries deliveries,
            VisibleDocuments documents,
            ReencryptionPapers papers,
            TransactionTemplate transaction,
            Clock clock) {
        this.keys = keys;
        this.grants = grants;
        this.attachments = attachments;
        this.deliveries = deliveries;
        this.documents = documents;
        this.papers = papers;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** A content whose key has yet to be wrapped. */
    public record Waiting(SealedContent content, String document) {}

    /** What waits for the patient's device under a consent, and the key to wrap it with. */
    public record Wanted(PublicJwk reader, List<Waiting> contents) {}

    /** A data key in a JWE. */
    public record Wrapped(String contentId, String jwe) {}

    /** Empty when the consent is not the patient's, not in force, or its reader has no key to wrap with. */
    public Optional<Wanted> wanted(String patientId, String consentId) {
        Optional<Grant> grant = grant(patientId, consentId);
        return grant.flatMap(it -> readerKey(it).map(reader -> new Wanted(reader, waiting(it))));
    }

    private Optional<Grant> grant(String patientId, String consentId) {
        return grants.ofConsent(patientId, consentId, clock.instant())
                .filter(it -> it.actions().contains(GrantedAction.ACCESS));
    }

    /** Whoever can be re-encrypted for is. */
    private Optional<PublicJwk> readerKey(Grant grant) {
        KeySet reader = keys.live(new KeyOwner.OfMember(grant.reader()));
        return reader.of(KeySet.RECEIVING).isEmpty() ? reader.wrapping() : Optional.empty();
    }

    private List<Waiting> waiting(Grant grant) {
        return keys
                .live(new KeyOwner.OfPatient(grant.patientId()))
                .of(SharingScope.DOCUMENTS)
                .map(key -> attachments.unannounced(
                        grant.patientId(), key.publicKey().toBytes(), grant.consentId()))
                .orElse(List.of())
                .stream()
                .flatMap(content ->
                        documents.of(content, grant).map(document -> new Waiting(content, document)).stream())
                .toList();
    }

    /**
     * Announces contents with the keys that the device wrapped; answers how many. What has been announced is left alone.
     *
     * @throws Problem NOT_FOUND as {@link #wanted} is empty, UNPROCESSABLE where a JWE is not one for the reader's key
     */
    public int take(String patientId, String consentId, List<Wrapped> given) {
        Grant grant = grant(patientId, consentId).orElseThrow(Wrapping::unknown);
        PublicJwk reader = readerKey(grant).orElseThrow(Wrapping::unknown);
        Map<String, Waiting> waiting = waiting(grant).stream()
                .collect(Collectors.toMap(each -> each.content().id(), Function.identity()));
        int announced = 0;
        for (Wrapped each : given) {
            WrappedKey key = forReader(each.jwe(), reader);
            Waiting content = waiting.get(each.contentId());
            if (content != null && announce(content, grant, reader, key)) {
                announced++;
            }
        }
        return announced;
    }

    private static WrappedKey forReader(String jwe, PublicJwk reader) {
        try {
            WrappedKey key = new WrappedKey(jwe);
            if (key.isFor(reader.thumbprint().asKeyId())) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "jwe", "not a compact JWE");
        }
        throw Problem.at(
                ProblemKind.UNPROCESSABLE, "jwe", "ECDH-ES+A256KW and A256GCM, kid the thumbprint of the reader's key");
    }

    private boolean announce(Waiting waiting, Grant grant, PublicJwk reader, WrappedKey key) {
        Boolean announced = transaction.execute(status -> {
            Optional<String> delivery = deliveries.announce(new Deliveries.Offer(
                    waiting.content(),
                    grant.consentId(),
                    grant.reader(),
                    waiting.document(),
                    Delivery.SharedKey.wrapped(key.compactJwe())));
            delivery.ifPresent(id -> papers.wrapped(id, waiting.content(), grant, reader, key));
            return delivery.isPresent();
        });
        return Boolean.TRUE.equals(announced);
    }

    private static Problem unknown() {
        return Problem.of(ProblemKind.NOT_FOUND, "No such consent in force with a reader to wrap keys for");
    }
}
