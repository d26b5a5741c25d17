package org.consentry.gateway.sharing;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.consentry.crypto.signature.DetachedJws;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.signature.Verification;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.attachment.Attachments;
import org.consentry.gateway.attachment.SealedContent;
import org.consentry.gateway.attachment.SharingScope;
import org.consentry.gateway.consent.KeyShares;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * New keys in place of old ones.
 *
 * What is sealed to a patient's old key only the patient can open, so the device hands in every data key sealed anew, and
 * either all of it changes or nothing: keys, contents and fragments in one transaction. The old signing key signs the new
 * keys: who has only taken over a session cannot lock the patient out. Fragments of the old key are destroyed, because they
 * would open nothing any more; the device brings new ones for the consents that stand.
 *
 * Content that arrives while this goes on may still be sealed to the old key. It is listed, and the same call with the same
 * keys takes it as well. What was announced before stays as it was announced. A patient who has lost the old keys and their
 * backup cannot rotate: nobody can open what is sealed to them.
 *
 * A member's new receiving key ends all fragments that were made for its old one; patients' devices make new ones.
 */
@Component
public class KeyRotation {
    private static final String PURPOSE = "consentry-key-rotation-v1";

    private final RegisteredKeys keys;
    private final KeyFragments fragments;
    private final ProxyFragments proxies;
    private final Sharing sharing;
    private final Attachments attachments;
    private final KeyRegistration registration;
    private final Grants grants;
    private final TransactionTemplate transaction;
    private final Clock clock;

    KeyRotation(
            RegisteredKeys keys,
            KeyFragments fragments,
            ProxyFragments proxies,
            Sharing sharing,
            Attachments attachments,
            KeyRegistration registration,
            Grants grants,
            TransactionTemplate transaction,
            Clock clock) {
        this.keys = keys;
        this.fragments = fragments;
        this.proxies = proxies;
        this.sharing = sharing;
        this.attachments = attachments;
        this.registration = registration;
        this.grants = grants;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * What a patient's device hands in.
     *
     * @param signature detached JWS of the live signing key over {@link #statement}
     * @param resealed by content id, each as {@link org.consentry.crypto.envelope.SealedKey#toBytes()}
     * @param fragments by consent id
     */
    public record Handover(
            KeySet next,
            String signature,
            Map<String, byte[]> resealed,
            Map<String, List<KeyShares.Fragment>> fragments) {}

    /** What the old key signs: the purpose, whose keys, and the new ones, a line each. */
    public static byte[] statement(KeyOwner owner, KeySet next) {
        StringBuilder text = new StringBuilder(PURPOSE)
                .append('\n')
                .append(owner.reference())
                .append('\n');
        next.signing().ifPresent(jwk -> text.append(jwk.thumbprint().value()).append('\n'));
        for (KeySet.UmbralKey key : next.umbral()) {
            text.append(key.scope().value())
                    .append(' ')
                    .append(HexFormat.of().formatHex(key.publicKey().toBytes()))
                    .append(' ')
                    .append(HexFormat.of().formatHex(key.verifyingKey().toBytes()))
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Contents of a patient that are sealed to other keys than this one; at most {@code most}. */
    public List<SealedContent> toReseal(String patientId, PublicKey next, int most) {
        return attachments.sealedToOthers(patientId, next, most);
    }

    /**
     * Replaces a patient's keys.
     *
     * @throws Problem NOT_FOUND without live keys, FORBIDDEN where the signature is not the live key's, CONFLICT while
     *     contents are missing or another rotation was quicker, UNPROCESSABLE for fragments that do not verify
     */
    public void rotate(String patientId, Handover handover) {
        KeyOwner owner = new KeyOwner.OfPatient(patientId);
        try {
            transaction.executeWithoutResult(status -> {
                KeySet live = keys.locked(owner);
                requireSigned(live, owner, handover);
                if (!live.equals(handover.next())) {
                    keys.retire(owner);
                    registration.replace(owner, handover.next());
                }
                reseal(patientId, handover);
                fragments.destroyOthers(patientId, documents(handover.next()).publicKey());
                proxies.withdrawOthers(patientId, documents(handover.next()).publicKey());
                handover.fragments().forEach((consent, given) -> share(patientId, consent, given));
            });
        } catch (DuplicateKeyException usedBefore) {
            throw Problem.of(ProblemKind.CONFLICT, "Keys that were live once are not made live again");
        }
    }

    private static void requireSigned(KeySet live, KeyOwner owner, Handover handover) {
        PublicJwk signing = live.signing()
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No keys are registered that could be rotated"));
        Verification verified = DetachedJws.verify(handover.signature(), statement(owner, handover.next()), signing);
        if (!(verified instanceof Verification.Valid)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The new keys are not signed by the live one");
        }
    }

    private static KeySet.UmbralKey documents(KeySet next) {
        return next.of(SharingScope.DOCUMENTS)
                .orElseThrow(() -> Problem.at(ProblemKind.MALFORMED, "umbral", "a key for the scope documents"));
    }

    private void reseal(String patientId, Handover handover) {
        int missing = attachments.reseal(patientId, documents(handover.next()).publicKey(), handover.resealed());
        if (missing > 0) {
            throw Problem.of(
                    ProblemKind.CONFLICT, missing + " contents have not been sealed anew; ask for $sealed-keys again");
        }
    }

    private void share(String patientId, String consentId, List<KeyShares.Fragment> given) {
        Grant grant = grants.ofConsent(patientId, consentId, clock.instant())
                .orElseThrow(() -> Problem.at(ProblemKind.UNPROCESSABLE, "kfrag.consent", "a consent in force"));
        sharing.accept(consentId, patientId, grant.reader(), given);
    }

    /** Replaces a member's keys; answers how many fragments ended with the old ones. */
    public int rotate(OrganizationId member, KeySet next) {
        KeyOwner owner = new KeyOwner.OfMember(member);
        try {
            Integer ended = transaction.execute(status -> {
                KeySet live = keys.locked(owner);
                if (live.equals(next)) {
                    return 0;
                }
                keys.retire(owner);
                registration.replace(owner, next);
                proxies.withdrawFor(member);
                return fragments.destroyFor(member);
            });
            return ended == null ? 0 : ended;
        } catch (DuplicateKeyException usedBefore) {
            throw Problem.of(ProblemKind.CONFLICT, "Keys that were live once are not made live again");
        }
    }
}
