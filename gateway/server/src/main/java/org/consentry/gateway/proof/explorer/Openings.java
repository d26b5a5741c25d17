package org.consentry.gateway.proof.explorer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.merkle.Hash;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is known of entries beside the ledger: whom they are about, who acted, and what opens their commitments. */
@Component
public class Openings {
    /** One entry's. */
    record Opening(
            Optional<String> patientId,
            Optional<String> reference,
            Optional<String> party,
            Optional<String> actor,
            Commitment commitment) {
        /** Whether the caller took part: it is the caller's own record, or the caller's organization acted. */
        boolean concerns(Caller caller) {
            return switch (caller) {
                case Caller.PatientUser self -> patientId.equals(Optional.of(self.patientId()));
                case Caller.Member member -> isParty(member.organization());
                case Caller.PractitionerUser user -> isParty(user.organization());
                default -> false;
            };
        }

        private boolean isParty(OrganizationId organization) {
            return party.equals(Optional.of(organization.value()));
        }

        /** Who acted, as well as it is known. */
        String who() {
            return actor.or(() -> party).orElse("");
        }
    }

    private final JdbcClient jdbc;

    public Openings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Opening> of(Hash digest) {
        return Optional.ofNullable(of(List.of(digest)).get(digest));
    }

    /** By digest; those whose opening was destroyed are left out. */
    Map<Hash, Opening> of(Collection<Hash> digests) {
        Map<Hash, Opening> found = new HashMap<>();
        jdbc.sql("SELECT digest, patient_id, reference, opening, party, actor FROM proof_commitment "
                        + "WHERE digest = ANY(:digests)")
                .param("digests", digests.stream().map(Hash::bytes).toArray(byte[][]::new))
                .query((row, index) -> found.put(Hash.of(row.getBytes("digest")), read(row)))
                .list();
        return found;
    }

    private static Opening read(ResultSet row) throws SQLException {
        return new Opening(
                Optional.ofNullable(row.getString("patient_id")),
                Optional.ofNullable(row.getString("reference")),
                Optional.ofNullable(row.getString("party")),
                Optional.ofNullable(row.getString("actor")),
                Commitment.parse(row.getBytes("opening")));
    }
}
