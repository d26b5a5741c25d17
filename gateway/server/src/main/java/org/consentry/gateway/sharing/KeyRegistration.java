package org.consentry.gateway.sharing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.consentry.crypto.signature.KeyThumbprint;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.gateway.attachment.Attachments;
import org.consentry.gateway.attachment.SharingScope;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Public keys of patients and members: registered by their owners alone, never changed silently. */
@Component
public class KeyRegistration {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RegisteredKeys keys;
    private final Attachments attachments;
    private final Ledgering ledger;
    private final TransactionTemplate transaction;

    KeyRegistration(RegisteredKeys keys, Attachments attachments, Ledgering ledger, TransactionTemplate transaction) {
        this.keys = keys;
        this.attachments = attachments;
        this.ledger = ledger;
        this.transaction = transaction;
    }

    /** What comes of registering. */
    public sealed interface Registration {
        /**
         * The keys are live.
         *
         * @param handedOver how many contents that were in escrow only the patient can open now
         */
        record Registered(int handedOver) implements Registration {}

        /** Exactly these keys are live already. */
        record Unchanged() implements Registration {}

        /** Other keys are live; they must be retired first. */
        record Conflicting() implements Registration {}
    }

    /**
     * Makes keys live, in one transaction with the ledger entry and with the sealing anew of what was in escrow. The
     * caller has made sure that the owner itself asks.
     */
    public Registration register(KeyOwner owner, KeySet given) {
        return register(owner, given, keys.live(owner), Optional.empty());
    }

    /**
     * The same, retiring the member's signing key before: it signs nothing any more, and what it signed stays signed.
     *
     * @param replaced the key that is live, or nothing is changed
     */
    public Registration replace(KeyOwner.OfMember owner, KeySet given, KeyThumbprint replaced) {
        KeySet live = keys.live(owner);
        boolean named =
                live.signing().map(key -> key.thumbprint().equals(replaced)).orElse(false);
        if (!named || given.signing().isEmpty()) {
            return live.signing().equals(given.signing())
                    ? new Registration.Unchanged()
                    : new Registration.Conflicting();
        }
        return register(owner, given, without(live), Optional.of(replaced));
    }

    /** What stays when the signing key goes; one that also receives wrapped keys goes as a whole. */
    private static KeySet without(KeySet live) {
        return new KeySet(
                Optional.empty(),
                live.wrapping().filter(key -> !live.signing().equals(Optional.of(key))),
                live.umbral());
    }

    private Registration register(KeyOwner owner, KeySet given, KeySet live, Optional<KeyThumbprint> replaced) {
        if (live.holds(given)) {
            return new Registration.Unchanged();
        }
        boolean taken = (live.signing().isPresent() && given.signing().isPresent())
                || (live.wrapping().isPresent() && given.wrapping().isPresent())
                || given.umbral().stream().anyMatch(key -> live.of(key.scope()).isPresent());
        if (taken) {
            return new Registration.Conflicting();
        }
        try {
            Integer handedOver = transaction.execute(status -> {
                replaced.ifPresent(name -> keys.retire(owner, name));
                return add(owner, given, replaced);
            });
            return new Registration.Registered(handedOver == null ? 0 : handedOver);
        } catch (DuplicateKeyException atTheSameTime) {
            return new Registration.Conflicting();
        }
    }

    /** Makes keys live in place of others that the caller's transaction has retired. */
    void replace(KeyOwner owner, KeySet given) {
        put(owner, given, "key-rotated", Optional.empty());
    }

    private void put(KeyOwner owner, KeySet given, String name, Optional<KeyThumbprint> replaced) {
        keys.add(owner, given);
        ledger.append(EntryKind.KEY_EVENT, owner.patientId(), fact(owner, given, name, replaced));
    }

    /**
     * Puts a new signing key in the place of a lost one, which signs nothing any more; in one transaction with the ledger
     * entry. The caller has made sure that the owner itself asks, and just proved who it is. A key that was retired does
     * not come back.
     */
    public Registration recover(KeyOwner owner, PublicJwk fresh) {
        Optional<PublicJwk> live = keys.signing(owner);
        if (live.isEmpty()) {
            return new Registration.Conflicting();
        }
        if (live.get().thumbprint().equals(fresh.thumbprint())) {
            return new Registration.Unchanged();
        }
        try {
            transaction.executeWithoutResult(status -> takePlace(owner, live.get(), fresh));
            return new Registration.Registered(0);
        } catch (DuplicateKeyException usedBefore) {
            return new Registration.Conflicting();
        }
    }

    private void takePlace(KeyOwner owner, PublicJwk old, PublicJwk fresh) {
        keys.retire(owner, old);
        keys.add(owner, new KeySet(Optional.of(fresh), List.of()));
        ObjectNode fact = JSON.createObjectNode()
                .put("fact", "key-recovered")
                .put("owner", owner.reference())
                .put("signing", fresh.thumbprint().value())
                .put("replaces", old.thumbprint().value());
        ledger.append(EntryKind.KEY_EVENT, owner.patientId(), JSON.writeValueAsBytes(fact));
    }

    /** Signing keys that an owner no longer uses; they verify what was signed while they were live. */
    public List<RetiredKey> retired(KeyOwner owner) {
        return keys.retired(owner);
    }

    private int add(KeyOwner owner, KeySet given, Optional<KeyThumbprint> replaced) {
        put(owner, given, "key-registered", replaced);
        Optional<PublicKey> documents = given.of(SharingScope.DOCUMENTS).map(KeySet.UmbralKey::publicKey);
        return owner.patientId()
                .flatMap(patient -> documents.map(key -> attachments.handOver(patient, key)))
                .orElse(0);
    }

    private static byte[] fact(KeyOwner owner, KeySet given, String name, Optional<KeyThumbprint> replaced) {
        ObjectNode fact = JSON.createObjectNode().put("fact", name).put("owner", owner.reference());
        given.signing().ifPresent(jwk -> fact.put("signing", jwk.thumbprint().value()));
        given.wrapping()
                .filter(jwk -> !given.signing().equals(Optional.of(jwk)))
                .ifPresent(jwk -> fact.put("wrapping", jwk.thumbprint().value()));
        replaced.ifPresent(key -> fact.put("replaces", key.value()));
        fact.put(
                "scopes",
                given.umbral().stream().map(key -> key.scope().value()).sorted().collect(Collectors.joining(" ")));
        return JSON.writeValueAsBytes(fact);
    }

    /** The live keys of an owner. */
    public KeySet of(KeyOwner owner) {
        return keys.live(owner);
    }

    /** The member's proxy holds nothing of consents to come. */
    public void retireProxy(OrganizationId member) {
        KeyOwner owner = new KeyOwner.OfMember(member);
        transaction.executeWithoutResult(status -> {
            if (keys.retire(owner, Holders.PROXY)) {
                ObjectNode fact =
                        JSON.createObjectNode().put("fact", "proxy-retired").put("owner", owner.reference());
                ledger.append(EntryKind.KEY_EVENT, Optional.empty(), JSON.writeValueAsBytes(fact));
            }
        });
    }

    /** A member's receiving key. */
    Optional<PublicKey> receiving(OrganizationId member) {
        return keys.live(new KeyOwner.OfMember(member)).of(KeySet.RECEIVING).map(KeySet.UmbralKey::publicKey);
    }
}
