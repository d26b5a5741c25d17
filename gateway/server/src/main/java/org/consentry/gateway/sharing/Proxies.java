package org.consentry.gateway.sharing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.consentry.crypto.umbral.Capsule;
import org.consentry.crypto.umbral.CapsuleFrag;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.VerifiedCapsuleFrag;
import org.consentry.gateway.event.Bell;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * The gateway's side of members' proxies. A proxy asks for its work and hands in what it did: it takes fragments, which
 * the patient's device sealed to it, destroys those of consents that have ended, and re-encrypts capsules while a reader
 * waits. It opens no door of its own, so a hospital has nothing to let in.
 *
 * Whatever it hands in is checked here: a capsule fragment verifies for the capsule, the patient's and the reader's keys,
 * or it is refused. A proxy can stay away; it cannot make a reader open something else.
 */
@Component
public class Proxies {
    private static final int MOST = 64;

    /** A ring may be lost between nodes; then it is found by looking. */
    private static final long LOOK_EVERY_MILLIS = 2_000;

    private final ProxyFragments fragments;
    private final ProxyRequests requests;
    private final TransactionTemplate transaction;
    private final Bell bell;

    Proxies(ProxyFragments fragments, ProxyRequests requests, TransactionTemplate transaction, Bell bell) {
        this.fragments = fragments;
        this.requests = requests;
        this.transaction = transaction;
        this.bell = bell;
    }

    /** Something for a proxy to do. */
    public sealed interface Task {
        /** To verify a fragment and to hold it. */
        record Hold(String consentId, byte[] delegatingKey, byte[] receivingKey, byte[] verifyingKey, byte[] sealed)
                implements Task {}

        /** To destroy the fragments of a consent. */
        record Forget(String consentId) implements Task {}

        /** To re-encrypt a capsule. */
        record Reencrypt(String request, String consentId, byte[] delegatingKey, byte[] capsule) implements Task {}
    }

    /** What is to be done, as soon as there is anything, or nothing when the time is over. */
    public List<Task> await(OrganizationId holder, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try (Bell.Ear ear = bell.ear(new Recipient.ToMember(holder))) {
            while (true) {
                List<Task> tasks = tasks(holder);
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (!tasks.isEmpty() || left <= 0) {
                    return tasks;
                }
                ear.await(Math.min(left, LOOK_EVERY_MILLIS), TimeUnit.MILLISECONDS);
            }
        }
    }

    private List<Task> tasks(OrganizationId holder) {
        List<Task> tasks = new ArrayList<>();
        requests.waiting(holder, MOST)
                .forEach(it -> tasks.add(
                        new Task.Reencrypt(it.deliveryId(), it.consentId(), it.delegatingKey(), it.capsule())));
        fragments.toForget(holder, MOST).forEach(consent -> tasks.add(new Task.Forget(consent)));
        fragments
                .waiting(holder, MOST)
                .forEach(it -> tasks.add(new Task.Hold(
                        it.consentId(),
                        it.keys().delegating().toBytes(),
                        it.keys().receiving().toBytes(),
                        it.keys().verifying().toBytes(),
                        it.sealed())));
        return tasks;
    }

    /** The proxy verified a fragment and holds it durably, or found that it does not verify. */
    public void taken(OrganizationId holder, String consentId, byte[] delegatingKey, boolean verified) {
        fragments.taken(holder, consentId, delegatingKey, verified);
    }

    /** The proxy has destroyed its fragments of a consent. */
    public void forgotten(OrganizationId holder, String consentId) {
        fragments.forgotten(holder, consentId);
    }

    /** The proxy will not. */
    public void refused(OrganizationId holder, String request) {
        requests.answered(request, holder, Optional.empty());
    }

    /**
     * The proxy's capsule fragment.
     *
     * @throws Problem NOT_FOUND for what nobody asked of this proxy, or no longer; UNPROCESSABLE for one that does not
     *     verify
     */
    public void reencrypted(OrganizationId holder, String request, byte[] cfrag) {
        transaction.executeWithoutResult(status -> {
            ProxyRequests.Asked asked = requests.of(request, holder).orElseThrow(Proxies::unknown);
            ProxyFragments.Between keys = fragments
                    .keys(holder, asked.consentId(), asked.delegatingKey())
                    .orElseThrow(Proxies::unknown);
            verified(cfrag, asked.capsule(), keys);
            requests.answered(request, holder, Optional.of(Arrays.copyOf(cfrag, cfrag.length)));
        });
    }

    private static void verified(byte[] bytes, byte[] capsule, ProxyFragments.Between keys) {
        Capsule of = Capsule.fromBytes(capsule).orThrow();
        Checked<VerifiedCapsuleFrag> checked = CapsuleFrag.fromBytes(bytes)
                .then(cfrag -> cfrag.verify(of, keys.verifying(), keys.delegating(), keys.receiving()));
        if (checked instanceof Checked.Refused<VerifiedCapsuleFrag> refused) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "cfrag", refused.flaw().text());
        }
    }

    private static Problem unknown() {
        return Problem.of(ProblemKind.NOT_FOUND, "Nobody asks that of this proxy");
    }
}
