package org.consentry.gateway.sharing;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.KeyFrag;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.VerifiedKeyFrag;
import org.consentry.gateway.attachment.Deliveries;
import org.consentry.gateway.attachment.SharingScope;
import org.consentry.gateway.consent.KeyShares;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a consent means for keys: its fragments are taken with it, used under it, and destroyed with it. A fragment
 * verifies for the keys that the patient and the reader have registered themselves, or it is refused; and one that was
 * ever taken is never taken again.
 */
@Component
class Sharing implements KeyShares {
    private static final int MOST_FRAGMENTS = 16;

    private final KeyRegistration keys;
    private final RegisteredKeys registered;
    private final KeyFragments fragments;
    private final ReleaseQueue queue;
    private final Deliveries deliveries;

    Sharing(
            KeyRegistration keys,
            RegisteredKeys registered,
            KeyFragments fragments,
            ReleaseQueue queue,
            Deliveries deliveries) {
        this.keys = keys;
        this.registered = registered;
        this.fragments = fragments;
        this.queue = queue;
        this.deliveries = deliveries;
    }

    @Override
    public Optional<PublicJwk> signingKey(String patientId) {
        return registered.signing(new KeyOwner.OfPatient(patientId));
    }

    @Override
    public Optional<String> recipientKey(OrganizationId reader) {
        return keys.receiving(reader).map(key -> HexFormat.of().formatHex(key.toBytes()));
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void accept(String consentId, String patientId, OrganizationId reader, List<Fragment> given) {
        if (given.isEmpty()) {
            return;
        }
        if (given.size() > MOST_FRAGMENTS) {
            throw refused("at most " + MOST_FRAGMENTS + " fragments");
        }
        PublicKey receiving = keys.receiving(reader).orElseThrow(() -> refused("the reader has no registered key"));
        KeySet patient = keys.of(new KeyOwner.OfPatient(patientId));
        for (Fragment each : given) {
            KeyFragments.Live live = verified(each, patient, patientId, reader, receiving);
            if (!fragments.add(consentId, live)) {
                throw refused("this fragment belongs to another consent or was withdrawn");
            }
        }
        queue.put(consentId);
    }

    private static KeyFragments.Live verified(
            Fragment given, KeySet patient, String patientId, OrganizationId reader, PublicKey receiving) {
        SharingScope scope = new SharingScope(given.scope());
        KeySet.UmbralKey key =
                patient.of(scope).orElseThrow(() -> refused("the patient has no registered key for this scope"));
        if (!HexFormat.of().formatHex(key.verifyingKey().toBytes()).equalsIgnoreCase(given.verifyingKey())) {
            throw refused("the verifying key is not the patient's registered one");
        }
        Checked<VerifiedKeyFrag> checked = KeyFrag.fromBytes(given.bytes())
                .then(fragment -> fragment.verify(key.verifyingKey(), key.publicKey(), receiving));
        return switch (checked) {
            case Checked.Accepted<VerifiedKeyFrag> accepted ->
                new KeyFragments.Live(
                        accepted.value(), patientId, reader, scope, key.publicKey(), receiving, key.verifyingKey());
            case Checked.Refused<VerifiedKeyFrag> refused ->
                throw refused(refused.flaw().text());
        };
    }

    private static Problem refused(String reason) {
        return Problem.at(ProblemKind.UNPROCESSABLE, "kfrag", reason);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void withdraw(String consentId) {
        fragments.destroy(consentId);
        queue.remove(consentId);
        deliveries.withdraw(consentId);
    }

    @Override
    public void release(String consentId) {
        queue.wake();
    }
}
