package org.consentry.gateway.sharing;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.umbral.Capsule;
import org.consentry.crypto.umbral.CapsuleFrag;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.gateway.Turns;
import org.consentry.gateway.attachment.Delivery;
import org.consentry.gateway.attachment.KeyCollector;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Collects two capsule fragments for a reader: the gateway's own and the first that a member's proxy makes, or two
 * proxies' where the gateway's fragment can no longer be read.
 *
 * Nothing is re-encrypted before the reader asks, so that an ended consent leaves nothing half opened. The proxies are
 * asked without a transaction; then one transaction locks the fragments against withdrawal, makes the gateway's own,
 * appends the ledger entry with everybody's evidence and keeps the fragments. A crash before it leaves answers of proxies
 * that the next request finds.
 */
@Component
class ThresholdKeys implements KeyCollector {
    /** Answers come at any node, within milliseconds: for so short a wait one look by key is cheaper than being woken. */
    private static final int MOST_WAITING = 48;

    private static final long LOOK_EVERY_MILLIS = 25;

    private final KeyFragments own;
    private final ProxyFragments proxies;
    private final ProxyRequests requests;
    private final ReencryptionPapers papers;
    private final SharingSettings settings;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    /** Each waits for proxies on a thread of the container. */
    private final Turns waiting = new Turns(MOST_WAITING);

    ThresholdKeys(
            KeyFragments own,
            ProxyFragments proxies,
            ProxyRequests requests,
            ReencryptionPapers papers,
            SharingSettings settings,
            TransactionTemplate transaction) {
        this.own = own;
        this.proxies = proxies;
        this.requests = requests;
        this.papers = papers;
        this.settings = settings;
        this.transaction = transaction;
    }

    @Override
    public Collected collect(Delivery delivery, Predicate<List<byte[]>> keep) {
        Optional<KeyFragments.Live> live = transaction.execute(status -> live(delivery));
        if (live == null || live.isEmpty()) {
            return Collected.ENDED;
        }
        int wanted = live.get().threshold() - (live.get().fragment().isPresent() ? 1 : 0);
        Optional<Turns.Turn> waits = waiting.take();
        if (waits.isEmpty()) {
            return Collected.TOO_FEW;
        }
        try {
            if (!ask(delivery, wanted)) {
                return Collected.TOO_FEW;
            }
        } finally {
            waits.get().close();
        }
        Collected collected = transaction.execute(status -> put(delivery, wanted, keep));
        return collected == null ? Collected.TOO_FEW : collected;
    }

    private Optional<KeyFragments.Live> live(Delivery delivery) {
        byte[] key = delivery.sharedKey().delegatingKey();
        return own.held(delivery.consentId()).stream()
                .filter(it -> java.util.Arrays.equals(it.delegating().toBytes(), key))
                .findFirst();
    }

    /** Asks every proxy and waits until so many have answered; false when they did not in time. */
    private boolean ask(Delivery delivery, int wanted) {
        Capsule capsule = capsule(delivery);
        ProxyRequests.Asked asked = new ProxyRequests.Asked(
                delivery.id(), delivery.consentId(), delivery.sharedKey().delegatingKey(), capsule.toBytes());
        List<OrganizationId> holders = holders(delivery);
        holders.forEach(holder -> requests.ask(asked, holder));
        long end = System.nanoTime() + settings.proxyPatience().toNanos();
        while (true) {
            List<ProxyRequests.Answer> answers = requests.answers(delivery.id());
            long made = answers.stream().filter(it -> it.cfrag().isPresent()).count();
            long refused =
                    answers.stream().filter(ProxyRequests.Answer::refused).count();
            if (made >= wanted) {
                return true;
            }
            if (holders.size() - refused < wanted || System.nanoTime() >= end || !rested()) {
                return false;
            }
        }
    }

    private List<OrganizationId> holders(Delivery delivery) {
        List<OrganizationId> found = transaction.execute(status ->
                proxies.holders(delivery.consentId(), delivery.sharedKey().delegatingKey()));
        return found == null ? List.of() : found;
    }

    private static boolean rested() {
        try {
            Thread.sleep(LOOK_EVERY_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Collected put(Delivery delivery, int wanted, Predicate<List<byte[]>> keep) {
        Optional<KeyFragments.Live> live = live(delivery);
        if (live.isEmpty()) {
            return Collected.ENDED;
        }
        KeyFragments.Live key = live.get();
        Capsule capsule = capsule(delivery);
        List<ReencryptionPapers.Made> made = new ArrayList<>();
        key.fragment().ifPresent(it -> made.add(new ReencryptionPapers.Made("gateway", it.reencrypt(capsule, random))));
        requests.answers(delivery.id()).stream()
                .filter(answer -> answer.cfrag().isPresent())
                .limit(wanted)
                .forEach(answer -> made.add(made(answer, capsule, key)));
        if (made.size() < key.threshold()) {
            return Collected.TOO_FEW;
        }
        if (keep.test(made.stream().map(it -> it.cfrag().toBytes()).toList())) {
            papers.reencrypted(delivery.id(), delivery.content(), delivery.consentId(), key, capsule, made);
        }
        requests.forget(delivery.id());
        return Collected.ENOUGH;
    }

    private static ReencryptionPapers.Made made(ProxyRequests.Answer answer, Capsule capsule, KeyFragments.Live key) {
        PublicKey verifying = key.verifying();
        return new ReencryptionPapers.Made(
                answer.holder().reference(),
                CapsuleFrag.fromBytes(answer.cfrag().orElseThrow())
                        .then(it -> it.verify(capsule, verifying, key.delegating(), key.receiving()))
                        .orThrow());
    }

    private static Capsule capsule(Delivery delivery) {
        return SealedKey.fromBytes(delivery.sharedKey().sealedKey()).orThrow().capsule();
    }
}
