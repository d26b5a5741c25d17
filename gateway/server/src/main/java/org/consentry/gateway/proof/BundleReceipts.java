package org.consentry.gateway.proof;

import java.util.HexFormat;
import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which ledger entry a stored submission has. */
@Component
public class BundleReceipts {
    private final JdbcClient jdbc;

    BundleReceipts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A submission that was stored.
     *
     * @param digest of its ledger entry, 64 hex digits
     */
    public record Known(String bundleId, String digest) {}

    /**
     * The first submission of exactly these bytes by this organization.
     *
     * @param rawSha256 SHA-256 of the bytes as they were handed in
     */
    public Optional<Known> ofSameBytes(OrganizationId source, byte[] rawSha256) {
        return jdbc.sql("SELECT bundle_id, digest FROM proof_bundle WHERE source = :source AND raw = :raw "
                        + "ORDER BY at LIMIT 1")
                .param("source", source.value())
                .param("raw", rawSha256)
                .query((row, index) ->
                        new Known(row.getString("bundle_id"), HexFormat.of().formatHex(row.getBytes("digest"))))
                .optional();
    }

    /** The digest of a bundle's ledger entry, 64 hex digits; empty when the submission changed nothing. */
    public Optional<String> digestOf(String bundleId) {
        return jdbc.sql("SELECT digest FROM proof_bundle WHERE bundle_id = :bundle")
                .param("bundle", bundleId)
                .query((row, index) -> HexFormat.of().formatHex(row.getBytes("digest")))
                .optional();
    }
}
