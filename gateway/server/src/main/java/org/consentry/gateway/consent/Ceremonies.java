package org.consentry.gateway.consent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The ceremonies under way. Moving one to its next stage is one update that only one caller can win. */
@Repository
class Ceremonies {
    private static final String COLUMNS =
            "state_hash, consent_id, patient_id, account, browser_hash, client_id, nonce, "
                    + "verifier, scopes, narrowed, expires";

    private final JdbcClient jdbc;

    Ceremonies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void start(Ceremony ceremony) {
        jdbc.sql("INSERT INTO consent_ceremony (" + COLUMNS + ", stage) VALUES (:state, :consent, :patient, :account, "
                        + ":browser, :client, :nonce, :verifier, :scopes, :narrowed, :expires, 'sent')")
                .param("state", ceremony.stateHash())
                .param("consent", ceremony.consentId())
                .param("patient", ceremony.patientId())
                .param("account", ceremony.account())
                .param("browser", ceremony.browserHash())
                .param("client", ceremony.clientId())
                .param("nonce", ceremony.nonce())
                .param("verifier", ceremony.verifier())
                .param("scopes", String.join(" ", ceremony.scopes()))
                .param("narrowed", ceremony.narrowed())
                .param("expires", Timestamp.from(ceremony.expires()))
                .update();
    }

    /** Spends the state: the first callback wins, every other one finds nothing. */
    Optional<Ceremony> spend(byte[] stateHash, Instant now) {
        return jdbc.sql("UPDATE consent_ceremony SET stage = 'spent' WHERE state_hash = :state AND stage = 'sent' "
                        + "AND expires > :now RETURNING " + COLUMNS)
                .param("state", stateHash)
                .param("now", Timestamp.from(now))
                .query((row, index) -> read(row))
                .optional();
    }

    /** Notes what the callback found: granted, refused or failed. */
    void note(byte[] stateHash, String stage) {
        jdbc.sql("UPDATE consent_ceremony SET stage = :stage WHERE state_hash = :state AND stage = 'spent'")
                .param("stage", stage)
                .param("state", stateHash)
                .update();
    }

    /** The ceremony that waits for the patient's signature. */
    Optional<Ceremony> granted(String consentId, String patientId, Instant now) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM consent_ceremony WHERE consent_id = :consent "
                        + "AND patient_id = :patient AND stage = 'granted' AND expires > :now "
                        + "ORDER BY expires DESC LIMIT 1")
                .param("consent", consentId)
                .param("patient", patientId)
                .param("now", Timestamp.from(now))
                .query((row, index) -> read(row))
                .optional();
    }

    /** Completes it. @return false when another request did so first */
    boolean complete(byte[] stateHash) {
        return jdbc.sql("UPDATE consent_ceremony SET stage = 'completed' WHERE state_hash = :state "
                                + "AND stage = 'granted'")
                        .param("state", stateHash)
                        .update()
                == 1;
    }

    private static Ceremony read(ResultSet row) throws SQLException {
        return new Ceremony(
                row.getBytes("state_hash"),
                row.getString("consent_id"),
                row.getString("patient_id"),
                row.getString("account"),
                row.getBytes("browser_hash"),
                row.getString("client_id"),
                row.getString("nonce"),
                row.getString("verifier"),
                Set.of(row.getString("scopes").split(" ")),
                row.getBytes("narrowed"),
                row.getTimestamp("expires").toInstant());
    }
}
