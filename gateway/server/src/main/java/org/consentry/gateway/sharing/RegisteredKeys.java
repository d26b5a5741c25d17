package org.consentry.gateway.sharing;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.signature.JwkReading;
import org.consentry.crypto.signature.KeyId;
import org.consentry.crypto.signature.KeyThumbprint;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.gateway.attachment.OwnerKeys;
import org.consentry.gateway.attachment.SharingScope;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.signature.MemberKeys;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables of registered public keys. */
@Repository
class RegisteredKeys implements OwnerKeys, MemberKeys {
    private final JdbcClient jdbc;

    RegisteredKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    KeySet live(KeyOwner owner) {
        List<KeySet.UmbralKey> umbral = jdbc.sql("select scope, public_key, verifying_key from registered_umbral_key "
                        + "where owner = :owner and retired is null order by scope")
                .param("owner", owner.reference())
                .query(RegisteredKeys::umbral)
                .list();
        return new KeySet(signing(owner), p256(owner, "sig"), umbral);
    }

    /** The live keys, which nobody else retires before the caller's transaction ends. */
    KeySet locked(KeyOwner owner) {
        jdbc.sql("select thumbprint from registered_key where owner = :owner and retired is null for update")
                .param("owner", owner.reference())
                .query(String.class)
                .list();
        jdbc.sql("select scope from registered_umbral_key where owner = :owner and retired is null for update")
                .param("owner", owner.reference())
                .query(String.class)
                .list();
        return live(owner);
    }

    /** Retires every live key of an owner. */
    void retire(KeyOwner owner) {
        for (String table : List.of("registered_key", "registered_umbral_key")) {
            jdbc.sql("update " + table + " set retired = now() where owner = :owner and retired is null")
                    .param("owner", owner.reference())
                    .update();
        }
    }

    /** Retires the live key of one scope; answers whether there was one. */
    boolean retire(KeyOwner owner, SharingScope scope) {
        return jdbc.sql("update registered_umbral_key set retired = now() where owner = :owner and scope = :scope "
                                + "and retired is null")
                        .param("owner", owner.reference())
                        .param("scope", scope.value())
                        .update()
                == 1;
    }

    Optional<PublicJwk> signing(KeyOwner owner) {
        return p256(owner, "enc");
    }

    /** The live key that is not for one use alone. */
    private Optional<PublicJwk> p256(KeyOwner owner, String notFor) {
        return jdbc.sql("select jwk from registered_key where owner = :owner and retired is null "
                        + "and use is distinct from :use")
                .param("owner", owner.reference())
                .param("use", notFor)
                .query(String.class)
                .optional()
                .map(RegisteredKeys::parsed);
    }

    @Override
    public Optional<PublicKey> of(String patientId, SharingScope scope) {
        return live(new KeyOwner.OfPatient(patientId)).of(scope).map(KeySet.UmbralKey::publicKey);
    }

    @Override
    public Optional<PublicJwk> live(OrganizationId member, KeyId name) {
        return signing(member, name, " and retired is null");
    }

    @Override
    public Optional<PublicJwk> ever(OrganizationId member, KeyId name) {
        return signing(member, name, "");
    }

    private Optional<PublicJwk> signing(OrganizationId member, KeyId name, String condition) {
        return jdbc.sql("select jwk from registered_key where owner = :owner and thumbprint = :name "
                        + "and use is distinct from 'enc'" + condition)
                .param("owner", member.reference())
                .param("name", name.value())
                .query(String.class)
                .optional()
                .map(RegisteredKeys::parsed);
    }

    /** Adds keys; a live key of the same owner (and scope) makes it fail with a duplicate. */
    void add(KeyOwner owner, KeySet keys) {
        boolean both = keys.signing().equals(keys.wrapping());
        keys.signing().ifPresent(jwk -> add(owner, jwk, both ? Optional.empty() : Optional.of("sig")));
        keys.wrapping().filter(jwk -> !both).ifPresent(jwk -> add(owner, jwk, Optional.of("enc")));
        for (KeySet.UmbralKey key : keys.umbral()) {
            jdbc.sql("insert into registered_umbral_key (owner, scope, public_key, verifying_key) "
                            + "values (:owner, :scope, :public, :verifying)")
                    .param("owner", owner.reference())
                    .param("scope", key.scope().value())
                    .param("public", key.publicKey().toBytes())
                    .param("verifying", key.verifyingKey().toBytes())
                    .update();
        }
    }

    private void add(KeyOwner owner, PublicJwk jwk, Optional<String> use) {
        jdbc.sql("insert into registered_key (owner, thumbprint, jwk, use) values (:owner, :thumbprint, :jwk, :use)")
                .param("owner", owner.reference())
                .param("thumbprint", jwk.thumbprint().value())
                .param("jwk", jwk.toJson())
                .param("use", use.orElse(null), java.sql.Types.VARCHAR)
                .update();
    }

    void retire(KeyOwner owner, KeyThumbprint signing) {
        jdbc.sql("update registered_key set retired = now() where owner = :owner and thumbprint = :name "
                        + "and retired is null")
                .param("owner", owner.reference())
                .param("name", signing.value())
                .update();
    }

    /** Ends a live signing key. Whoever does so at the same time waits, and then finds nothing to end. */
    void retire(KeyOwner owner, PublicJwk key) {
        int ended = jdbc.sql("update registered_key set retired = now() where owner = :owner "
                        + "and thumbprint = :thumbprint and retired is null")
                .param("owner", owner.reference())
                .param("thumbprint", key.thumbprint().value())
                .update();
        if (ended == 0) {
            throw new DuplicateKeyException("another key took its place already");
        }
    }

    List<RetiredKey> retired(KeyOwner owner) {
        return jdbc.sql("select jwk, registered, retired from registered_key "
                        + "where owner = :owner and retired is not null order by retired desc limit 100")
                .param("owner", owner.reference())
                .query((row, number) -> new RetiredKey(
                        parsed(row.getString("jwk")),
                        row.getTimestamp("registered").toInstant(),
                        row.getTimestamp("retired").toInstant()))
                .list();
    }

    private static PublicJwk parsed(String json) {
        return switch (PublicJwk.parse(json.getBytes(StandardCharsets.UTF_8))) {
            case JwkReading.Accepted accepted -> accepted.key();
            case JwkReading.Refused refused ->
                throw new IllegalStateException(
                        "a registered key: " + refused.reason().text());
        };
    }

    private static KeySet.UmbralKey umbral(ResultSet row, int number) throws SQLException {
        return new KeySet.UmbralKey(
                new SharingScope(row.getString("scope")),
                PublicKey.fromBytes(row.getBytes("public_key")).orThrow(),
                PublicKey.fromBytes(row.getBytes("verifying_key")).orThrow());
    }
}
