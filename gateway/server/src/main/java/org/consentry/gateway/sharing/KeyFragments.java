package org.consentry.gateway.sharing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.umbral.KeyFrag;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.VerifiedKeyFrag;
import org.consentry.gateway.LocalSeal;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.attachment.SharingScope;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of key fragments. Methods join the caller's transaction. */
@Repository
class KeyFragments {
    private final JdbcClient jdbc;
    private final LocalSeal seal;

    KeyFragments(JdbcClient jdbc, Secrets secrets) {
        this.jdbc = jdbc;
        this.seal = LocalSeal.of(secrets, "sharing/kfrags");
    }

    /**
     * One live fragment, verified, with the keys it was verified with.
     *
     * @param fragment absent when it can no longer be read; others than the gateway may hold enough without it
     * @param threshold how many fragments a reader needs
     */
    record Live(
            Optional<VerifiedKeyFrag> fragment,
            int threshold,
            String patientId,
            OrganizationId recipient,
            SharingScope scope,
            PublicKey delegating,
            PublicKey receiving,
            PublicKey verifying) {}

    /** Adds a fragment; answers false when one of that id was ever taken, under whatever consent. */
    boolean add(String consentId, Live live) {
        VerifiedKeyFrag fragment = live.fragment().orElseThrow();
        return jdbc.sql("""
                        insert into kfrag (kfrag_id, consent_id, patient_id, recipient, scope, delegating_key,
                            receiving_key, verifying_key, threshold, sealed)
                        values (:id, :consent, :patient, :recipient, :scope, :delegating, :receiving, :verifying,
                            :threshold, :sealed)
                        on conflict (kfrag_id) do nothing""")
                        .param("id", fragment.id().toBytes())
                        .param("consent", consentId)
                        .param("patient", live.patientId())
                        .param("recipient", live.recipient().value())
                        .param("scope", live.scope().value())
                        .param("delegating", live.delegating().toBytes())
                        .param("receiving", live.receiving().toBytes())
                        .param("verifying", live.verifying().toBytes())
                        .param("threshold", live.threshold())
                        .param("sealed", seal.lock(fragment.toBytes(), consentId))
                        .update()
                == 1;
    }

    /** The live fragments of a consent, which cannot be withdrawn before the caller's transaction ends. */
    List<Live> held(String consentId) {
        return jdbc.sql("select * from kfrag where consent_id = :consent and withdrawn is null "
                        + "order by kfrag_id for share")
                .param("consent", consentId)
                .query((row, number) -> live(row, consentId))
                .list();
    }

    /** Destroys the fragments of a consent. */
    void destroy(String consentId) {
        jdbc.sql("update kfrag set sealed = null, withdrawn = now() where consent_id = :consent and withdrawn is null")
                .param("consent", consentId)
                .update();
    }

    /** Destroys a patient's fragments of every delegating key but this. */
    void destroyOthers(String patientId, PublicKey delegating) {
        jdbc.sql("update kfrag set sealed = null, withdrawn = now() where patient_id = :patient "
                        + "and delegating_key <> :key and withdrawn is null")
                .param("patient", patientId)
                .param("key", delegating.toBytes())
                .update();
    }

    /** Destroys the fragments that were made for a member; answers how many. */
    int destroyFor(OrganizationId recipient) {
        return jdbc.sql("update kfrag set sealed = null, withdrawn = now() where recipient = :recipient "
                        + "and withdrawn is null")
                .param("recipient", recipient.value())
                .update();
    }

    /** Whose record a consent with live fragments is about. */
    Optional<String> patientOf(String consentId) {
        return jdbc.sql("select patient_id from kfrag where consent_id = :consent and withdrawn is null limit 1")
                .param("consent", consentId)
                .query(String.class)
                .optional();
    }

    private Live live(ResultSet row, String consentId) throws SQLException {
        PublicKey delegating =
                PublicKey.fromBytes(row.getBytes("delegating_key")).orThrow();
        PublicKey receiving = PublicKey.fromBytes(row.getBytes("receiving_key")).orThrow();
        PublicKey verifying = PublicKey.fromBytes(row.getBytes("verifying_key")).orThrow();
        int threshold = row.getInt("threshold");
        byte[] sealed = row.getBytes("sealed");
        return new Live(
                opened(sealed, consentId, threshold).map(frag -> frag.verify(verifying, delegating, receiving)
                        .orThrow()),
                threshold,
                row.getString("patient_id"),
                new OrganizationId(row.getString("recipient")),
                new SharingScope(row.getString("scope")),
                delegating,
                receiving,
                verifying);
    }

    private Optional<KeyFrag> opened(byte[] sealed, String consentId, int threshold) {
        try {
            return Optional.of(KeyFrag.fromBytes(seal.unlock(sealed, consentId)).orThrow());
        } catch (IllegalStateException unreadable) {
            if (threshold == 1) {
                throw unreadable;
            }
            return Optional.empty();
        }
    }
}
