package org.consentry.gateway.sharing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.gateway.event.Bell;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The table of the fragments that members' proxies hold. Methods join the caller's transaction; what is new for a proxy
 * wakes it after the commit.
 */
@Repository
class ProxyFragments {
    private static final String ENDED =
            "update proxy_fragment set sealed = null, withdrawn = now() where withdrawn is null ";
    private static final String WHOSE = " returning holder";

    private final JdbcClient jdbc;
    private final Bell bell;

    ProxyFragments(JdbcClient jdbc, Bell bell) {
        this.jdbc = jdbc;
        this.bell = bell;
    }

    /** The keys that a fragment was made between. */
    record Between(PublicKey delegating, PublicKey receiving, PublicKey verifying) {}

    /** A fragment that its proxy has yet to take; {@code sealed} is a capsule and a ciphertext. */
    record Waiting(String consentId, Between keys, byte[] sealed) {}

    void add(
            String consentId,
            OrganizationId holder,
            String patientId,
            OrganizationId recipient,
            Between keys,
            byte[] sealed) {
        jdbc.sql("""
                        insert into proxy_fragment (consent_id, holder, delegating_key, patient_id, recipient, receiving_key,
                            verifying_key, sealed)
                        values (:consent, :holder, :delegating, :patient, :recipient, :receiving, :verifying, :sealed)""")
                .param("consent", consentId)
                .param("holder", holder.value())
                .param("delegating", keys.delegating().toBytes())
                .param("patient", patientId)
                .param("recipient", recipient.value())
                .param("receiving", keys.receiving().toBytes())
                .param("verifying", keys.verifying().toBytes())
                .param("sealed", sealed)
                .update();
        bell.ringAfterCommit(new Recipient.ToMember(holder));
    }

    List<Waiting> waiting(OrganizationId holder, int most) {
        return jdbc.sql("select * from proxy_fragment where holder = :holder and state = 'WAITING' "
                        + "and withdrawn is null order by accepted limit :most")
                .param("holder", holder.value())
                .param("most", most)
                .query((row, number) -> new Waiting(row.getString("consent_id"), between(row), row.getBytes("sealed")))
                .list();
    }

    /** Consents whose fragments a proxy has yet to destroy. */
    List<String> toForget(OrganizationId holder, int most) {
        return jdbc.sql("select distinct consent_id from proxy_fragment where holder = :holder "
                        + "and withdrawn is not null and forgotten is null limit :most")
                .param("holder", holder.value())
                .param("most", most)
                .query(String.class)
                .list();
    }

    /** What a proxy made of a fragment. It is kept there alone from now on. */
    void taken(OrganizationId holder, String consentId, byte[] delegatingKey, boolean verified) {
        jdbc.sql("update proxy_fragment set sealed = null, state = :state where holder = :holder "
                        + "and consent_id = :consent and delegating_key = :key and state = 'WAITING'")
                .param("state", verified ? "HELD" : "REFUSED")
                .param("holder", holder.value())
                .param("consent", consentId)
                .param("key", delegatingKey)
                .update();
    }

    void forgotten(OrganizationId holder, String consentId) {
        jdbc.sql("update proxy_fragment set forgotten = now() where holder = :holder and consent_id = :consent "
                        + "and withdrawn is not null")
                .param("holder", holder.value())
                .param("consent", consentId)
                .update();
    }

    /** Who can be asked under a consent, which cannot be withdrawn before the caller's transaction ends. */
    List<OrganizationId> holders(String consentId, byte[] delegatingKey) {
        return jdbc
                .sql("select holder from proxy_fragment where consent_id = :consent and delegating_key = :key "
                        + "and withdrawn is null and state <> 'REFUSED' order by holder for share")
                .param("consent", consentId)
                .param("key", delegatingKey)
                .query(String.class)
                .list()
                .stream()
                .map(OrganizationId::new)
                .toList();
    }

    /** The keys of a fragment that a proxy is asked to use, while its consent stands. */
    Optional<Between> keys(OrganizationId holder, String consentId, byte[] delegatingKey) {
        return jdbc.sql("select * from proxy_fragment where holder = :holder and consent_id = :consent "
                        + "and delegating_key = :key and withdrawn is null")
                .param("holder", holder.value())
                .param("consent", consentId)
                .param("key", delegatingKey)
                .query((row, number) -> between(row))
                .optional();
    }

    private static Between between(ResultSet row) throws SQLException {
        return new Between(
                PublicKey.fromBytes(row.getBytes("delegating_key")).orThrow(),
                PublicKey.fromBytes(row.getBytes("receiving_key")).orThrow(),
                PublicKey.fromBytes(row.getBytes("verifying_key")).orThrow());
    }

    /** Ends the fragments of a consent: what waits here is destroyed, and the proxies are told. */
    void withdraw(String consentId) {
        tell(jdbc.sql(ENDED + "and consent_id = :consent" + WHOSE).param("consent", consentId));
    }

    /** Ends a patient's fragments of every delegating key but this. */
    void withdrawOthers(String patientId, PublicKey delegating) {
        tell(jdbc.sql(ENDED + "and patient_id = :patient and delegating_key <> :key" + WHOSE)
                .param("patient", patientId)
                .param("key", delegating.toBytes()));
    }

    /** Ends the fragments that were made for a member to read with. */
    void withdrawFor(OrganizationId recipient) {
        tell(jdbc.sql(ENDED + "and recipient = :recipient" + WHOSE).param("recipient", recipient.value()));
    }

    private void tell(JdbcClient.StatementSpec ending) {
        ending.query(String.class)
                .set()
                .forEach(holder -> bell.ringAfterCommit(new Recipient.ToMember(new OrganizationId(holder))));
    }
}
