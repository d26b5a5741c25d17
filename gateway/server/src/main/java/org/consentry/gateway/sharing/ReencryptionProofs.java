package org.consentry.gateway.sharing;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Where the ledger tells of a re-encryption, for its recipient to check. */
@Repository
public class ReencryptionProofs {
    private final JdbcClient jdbc;

    ReencryptionProofs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The digest of the ledger's entry about a delivery's keys, 32 bytes. */
    public Optional<byte[]> digest(String deliveryId) {
        return jdbc.sql("select digest from reencryption_proof where delivery_id = :id")
                .param("id", deliveryId)
                .query(byte[].class)
                .optional();
    }
}
