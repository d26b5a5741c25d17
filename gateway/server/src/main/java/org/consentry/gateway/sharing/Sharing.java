package org.consentry.gateway.sharing;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    private static final int MOST_SEALED = 2_048;

    private final KeyRegistration keys;
    private final RegisteredKeys registered;
    private final KeyFragments fragments;
    private final ProxyFragments proxies;
    private final ProxyRequests requests;
    private final Holders holders;
    private final ReleaseQueue queue;
    private final Deliveries deliveries;

    Sharing(
            KeyRegistration keys,
            RegisteredKeys registered,
            KeyFragments fragments,
            ProxyFragments proxies,
            ProxyRequests requests,
            Holders holders,
            ReleaseQueue queue,
            Deliveries deliveries) {
        this.keys = keys;
        this.registered = registered;
        this.fragments = fragments;
        this.proxies = proxies;
        this.requests = requests;
        this.holders = holders;
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
    public List<Holder> holders(OrganizationId reader) {
        return holders.of(reader).stream()
                .map(it -> new Holder(
                        it.member(), HexFormat.of().formatHex(it.key().toBytes())))
                .toList();
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
        int threshold = threshold(given, reader);
        for (Fragment each : given) {
            if (each.holder().isPresent()) {
                pass(consentId, patientId, reader, each, keysOf(each, patient, receiving));
                continue;
            }
            KeyFragments.Live live = verified(each, patient, patientId, reader, receiving, threshold);
            if (!fragments.add(consentId, live)) {
                throw refused("this fragment belongs to another consent or was withdrawn");
            }
        }
        queue.put(consentId);
    }

    /** Where two members run proxies each scope has a fragment for each of them and one for the gateway. */
    private int threshold(List<Fragment> given, OrganizationId reader) {
        Set<OrganizationId> wanted =
                holders.of(reader).stream().map(Holders.Holder::member).collect(Collectors.toSet());
        for (List<Fragment> scope :
                given.stream().collect(Collectors.groupingBy(Fragment::scope)).values()) {
            List<OrganizationId> named =
                    scope.stream().flatMap(it -> it.holder().stream()).toList();
            boolean one = scope.size() == named.size() + 1;
            if (!Set.copyOf(named).equals(wanted) || named.size() != wanted.size() || (!wanted.isEmpty() && !one)) {
                throw refused(
                        wanted.isEmpty()
                                ? "this network has no proxies"
                                : "one fragment for the gateway and one for each of the network's two proxies");
            }
        }
        return wanted.isEmpty() ? 1 : Holders.THRESHOLD;
    }

    /** What is for a proxy is passed on as it is: only the proxy can see whether it verifies. */
    private void pass(
            String consentId, String patientId, OrganizationId reader, Fragment given, ProxyFragments.Between keys) {
        if (given.bytes().length > MOST_SEALED) {
            throw refused("a sealed fragment is at most " + MOST_SEALED + " bytes");
        }
        proxies.add(consentId, given.holder().orElseThrow(), patientId, reader, keys, given.bytes());
    }

    private static ProxyFragments.Between keysOf(Fragment given, KeySet patient, PublicKey receiving) {
        KeySet.UmbralKey key = registered(given, patient);
        return new ProxyFragments.Between(key.publicKey(), receiving, key.verifyingKey());
    }

    private static KeyFragments.Live verified(
            Fragment given,
            KeySet patient,
            String patientId,
            OrganizationId reader,
            PublicKey receiving,
            int threshold) {
        KeySet.UmbralKey key = registered(given, patient);
        Checked<VerifiedKeyFrag> checked = KeyFrag.fromBytes(given.bytes())
                .then(fragment -> fragment.verify(key.verifyingKey(), key.publicKey(), receiving));
        return switch (checked) {
            case Checked.Accepted<VerifiedKeyFrag> accepted ->
                new KeyFragments.Live(
                        Optional.of(accepted.value()),
                        threshold,
                        patientId,
                        reader,
                        key.scope(),
                        key.publicKey(),
                        receiving,
                        key.verifyingKey());
            case Checked.Refused<VerifiedKeyFrag> refused ->
                throw refused(refused.flaw().text());
        };
    }

    private static KeySet.UmbralKey registered(Fragment given, KeySet patient) {
        KeySet.UmbralKey key = patient.of(new SharingScope(given.scope()))
                .orElseThrow(() -> refused("the patient has no registered key for this scope"));
        if (!HexFormat.of().formatHex(key.verifyingKey().toBytes()).equalsIgnoreCase(given.verifyingKey())) {
            throw refused("the verifying key is not the patient's registered one");
        }
        return key;
    }

    private static Problem refused(String reason) {
        return Problem.at(ProblemKind.UNPROCESSABLE, "kfrag", reason);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void withdraw(String consentId) {
        fragments.destroy(consentId);
        proxies.withdraw(consentId);
        requests.withdraw(consentId);
        queue.remove(consentId);
        deliveries.withdraw(consentId);
    }

    @Override
    public void release(String consentId) {
        queue.wake();
    }
}
