package org.consentry.gateway.attachment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.consentry.gateway.attachment.Delivery.SharedKey;
import org.consentry.gateway.attachment.Delivery.Staged;
import org.consentry.gateway.attachment.Delivery.State;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The table of deliveries. Every change of state is one statement with one winner, and time is the database's, so it
 * does not matter on which node a request arrives. Methods join the caller's transaction.
 */
@Repository
class DeliveryRows {
    private static final String SELECT =
            "select d.*, now() >= d.expires_at as expired, d.lease_until < now() as lapsed, " + Contents.JOINED
                    + " from delivery d join sealed_content c on c.id = d.content_id ";

    private final JdbcClient jdbc;

    DeliveryRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A delivery and what the database's clock says about it.
     *
     * @param fingerprint of the URI of its copy; empty without one
     */
    record Row(Delivery delivery, boolean expired, boolean lapsed, byte[] fingerprint) {
        /** Whether nobody is fetching. */
        boolean lapsedOrIdle() {
            return lapsed || delivery.state() != State.CLAIMED;
        }
    }

    Optional<Row> byId(String id) {
        return jdbc.sql(SELECT + "where d.id = :id")
                .param("id", id)
                .query(DeliveryRows::read)
                .optional();
    }

    /** What a member has been announced and has not lost again, newest first. */
    List<DeliveryNotice> of(OrganizationId recipient, int most) {
        return jdbc.sql(
                        "select d.id, d.state, d.document, d.patient_id, d.consent_id, c.content_type, c.size, d.created "
                                + "from delivery d join sealed_content c on c.id = d.content_id where d.recipient = :recipient "
                                + "and d.state <> 'WITHDRAWN' order by d.created desc, d.id limit :most")
                .param("recipient", recipient.value())
                .param("most", most)
                .query((row, number) -> new DeliveryNotice(
                        row.getString(1),
                        State.valueOf(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getLong(7),
                        row.getTimestamp(8).toInstant()))
                .list();
    }

    Optional<Row> byFingerprint(byte[] fingerprint) {
        return jdbc.sql(SELECT + "where d.sig_sha256 = :fingerprint")
                .param("fingerprint", fingerprint)
                .query(DeliveryRows::read)
                .optional();
    }

    /** Adds a delivery; answers false when the consent has one for that content. */
    boolean add(Delivery delivery) {
        SharedKey key = delivery.sharedKey();
        return jdbc.sql("""
                        insert into delivery (id, content_id, patient_id, consent_id, recipient, document, sealed_key,
                            cfrags, threshold, delegating_key, receiving_key, verifying_key, wrapped_key, state)
                        values (:id, :content, :patient, :consent, :recipient, :document, :sealedKey,
                            :cfrags, :threshold, :delegating, :receiving, :verifying, :wrapped, 'READY')
                        on conflict (consent_id, content_id) do nothing""")
                        .param("id", delivery.id())
                        .param("content", delivery.content().id())
                        .param("patient", delivery.content().patientId())
                        .param("consent", delivery.consentId())
                        .param("recipient", delivery.recipient().value())
                        .param("document", delivery.document())
                        .param("sealedKey", key.sealedKey())
                        .param("cfrags", key.cfrags().toArray(byte[][]::new))
                        .param("threshold", key.threshold())
                        .param("delegating", key.delegatingKey())
                        .param("receiving", key.receivingKey())
                        .param("verifying", key.verifyingKey())
                        .param("wrapped", key.wrappedKey().orElse(null))
                        .update()
                == 1;
    }

    /** Keeps the capsule fragments that were collected, unless somebody else was quicker or the delivery has ended. */
    boolean collected(String id, List<byte[]> cfrags) {
        return jdbc.sql("update delivery set cfrags = :cfrags where id = :id and cardinality(cfrags) = 0 "
                                + "and state <> 'WITHDRAWN'")
                        .param("id", id)
                        .param("cfrags", cfrags.toArray(byte[][]::new))
                        .update()
                == 1;
    }

    /** Makes a copy the one that is fetched, unless another is already and can be used. */
    boolean stage(String id, Staged staged, byte[] fingerprint) {
        return jdbc.sql("""
                        update delivery set state = 'STAGED', staging_key = :key, sig_sha256 = :fingerprint, etag = :etag,
                            signed_at = :signed, expires_at = :expires, sent = 0, claim = null
                        where id = :id and (state = 'READY' or (state in ('STAGED', 'CLAIMED') and expires_at <= now()
                            and (lease_until is null or lease_until < now())))""")
                        .param("id", id)
                        .param("key", staged.key().value())
                        .param("fingerprint", fingerprint)
                        .param("etag", staged.etag())
                        .param("signed", Timestamp.from(staged.signedAt()))
                        .param("expires", Timestamp.from(staged.expiresAt()))
                        .update()
                == 1;
    }

    /** The fingerprint of the same copy under other credentials. */
    void resign(String id, Staged staged, byte[] fingerprint) {
        jdbc.sql("update delivery set sig_sha256 = :fingerprint where id = :id and staging_key = :key")
                .param("id", id)
                .param("key", staged.key().value())
                .param("fingerprint", fingerprint)
                .update();
    }

    /**
     * The one statement that decides who fetches; a row that somebody else is changing is left to them. What is left of the
     * time is a difference, for the janitor's index by the time of expiry would lead past everything that is staged.
     */
    Optional<Delivery> claim(byte[] fingerprint, OrganizationId recipient, UUID claim, long leaseSeconds) {
        return jdbc.sql(
                        "with free as (select id from delivery where sig_sha256 = :fingerprint and recipient = :recipient "
                                + "and expires_at - now() > interval '0' and (state = 'STAGED' or (state = 'CLAIMED' and lease_until < now())) "
                                + "for update skip locked) "
                                + "update delivery d set state = 'CLAIMED', claim = :claim, attempts = attempts + 1, "
                                + "lease_until = now() + make_interval(secs => :lease) "
                                + "from free, sealed_content c where d.id = free.id and c.id = d.content_id "
                                + "returning d.*, false as expired, false as lapsed, " + Contents.JOINED)
                .param("fingerprint", fingerprint)
                .param("recipient", recipient.value())
                .param("claim", claim)
                .param("lease", leaseSeconds)
                .query(DeliveryRows::read)
                .optional()
                .map(Row::delivery);
    }

    boolean renew(String id, UUID claim, long leaseSeconds) {
        return jdbc.sql("update delivery set lease_until = now() + make_interval(secs => :lease) "
                                + "where id = :id and claim = :claim and state = 'CLAIMED'")
                        .param("id", id)
                        .param("claim", claim)
                        .param("lease", leaseSeconds)
                        .update()
                == 1;
    }

    void release(String id, UUID claim, long sent) {
        jdbc.sql("update delivery set state = 'STAGED', claim = null, lease_until = null, "
                        + "sent = greatest(sent, :sent) where id = :id and claim = :claim and state = 'CLAIMED'")
                .param("id", id)
                .param("claim", claim)
                .param("sent", sent)
                .update();
    }

    boolean complete(String id, UUID claim, long sent) {
        return jdbc.sql("update delivery set state = 'DELIVERED', claim = null, lease_until = null, sent = :sent, "
                                + "delivered_at = now() where id = :id and claim = :claim and state = 'CLAIMED'")
                        .param("id", id)
                        .param("claim", claim)
                        .param("sent", sent)
                        .update()
                == 1;
    }

    boolean received(String id) {
        return jdbc.sql("update delivery set received_at = now() where id = :id and state = 'DELIVERED' "
                                + "and received_at is null")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Ends what a consent has not delivered yet and destroys what could open it. */
    List<Withdrawn> withdraw(String consentId) {
        return jdbc.sql("""
                        update delivery set state = 'WITHDRAWN', claim = null, cfrags = '{}', sealed_key = '',
                            wrapped_key = null
                        where consent_id = :consent and state <> 'DELIVERED' and state <> 'WITHDRAWN'
                        returning id, recipient, staging_key""")
                .param("consent", consentId)
                .query((row, number) -> new Withdrawn(
                        row.getString(1),
                        new OrganizationId(row.getString(2)),
                        Optional.ofNullable(row.getString(3)).map(ObjectKey::new)))
                .list();
    }

    /** A delivery that will not be. */
    record Withdrawn(String id, OrganizationId recipient, Optional<ObjectKey> staged) {}

    /** Puts expired copies aside; a new one is made when the recipient asks again. */
    List<ObjectKey> unstageExpired() {
        return jdbc.sql("""
                        update delivery d set state = 'READY', staging_key = null, sig_sha256 = null, etag = null, sent = 0
                        from (select id, staging_key from delivery where state in ('STAGED', 'CLAIMED')
                              and expires_at <= now() and (lease_until is null or lease_until < now())
                              for update skip locked) old
                        where d.id = old.id returning old.staging_key""").query(String.class).list().stream()
                .map(ObjectKey::new)
                .toList();
    }

    private static Row read(ResultSet row, int number) throws SQLException {
        SharedKey key = new SharedKey(
                row.getBytes("sealed_key"),
                Arrays.asList((byte[][]) row.getArray("cfrags").getArray()),
                row.getInt("threshold"),
                row.getBytes("delegating_key"),
                row.getBytes("receiving_key"),
                row.getBytes("verifying_key"),
                Optional.ofNullable(row.getString("wrapped_key")));
        SealedContent content = Contents.joined(row);
        Delivery delivery = new Delivery(
                row.getString("id"),
                content,
                row.getString("consent_id"),
                new OrganizationId(row.getString("recipient")),
                row.getString("document"),
                key,
                State.valueOf(row.getString("state")),
                staged(row),
                sent(row, content));
        byte[] fingerprint = row.getBytes("sig_sha256");
        return new Row(
                delivery,
                row.getBoolean("expired"),
                row.getBoolean("lapsed"),
                fingerprint == null ? new byte[0] : fingerprint);
    }

    /** How far a node came that died while it sent, only the client knows. */
    private static long sent(ResultSet row, SealedContent content) throws SQLException {
        boolean died = row.getBoolean("lapsed") && State.valueOf(row.getString("state")) == State.CLAIMED;
        return died ? content.sealedSize() : row.getLong("sent");
    }

    private static Optional<Staged> staged(ResultSet row) throws SQLException {
        String key = row.getString("staging_key");
        return key == null
                ? Optional.empty()
                : Optional.of(new Staged(
                        new ObjectKey(key),
                        row.getString("etag"),
                        row.getTimestamp("signed_at").toInstant(),
                        row.getTimestamp("expires_at").toInstant()));
    }
}
