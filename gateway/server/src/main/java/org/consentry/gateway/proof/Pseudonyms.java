package org.consentry.gateway.proof;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentry.ledger.entry.Pseudonym;
import org.consentry.ledger.entry.PseudonymKey;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/*
 * What a patient is called on the ledger.
 *
 * The log is public, and one name for all entries about a person would tell everybody who knows one of them all others:
 * a hospital that asked a patient, and so knows which entry that is, could watch how often she is treated elsewhere. So a
 * patient has one pseudonym for each organization that took part, and one for what concerns her alone, as pairwise
 * subject identifiers have it (OpenID Connect Core section 8.1). Which of them are one person is known beside the ledger
 * only, with the openings.
 *
 * Entries of before there were pairs carry the name without an organization.
 */
/** Pseudonyms of patients by relation. */
@Component
public class Pseudonyms {
    private final PseudonymKey key;
    private final JdbcClient jdbc;

    Pseudonyms(PseudonymKey key, JdbcClient jdbc) {
        this.key = key;
        this.jdbc = jdbc;
    }

    /** @param organization id of the organization that took part, if one did */
    Pseudonym of(String patientId, Optional<String> organization) {
        return key.of(organization.map(party -> patientId + '\n' + party).orElse(patientId));
    }

    /** Everything that a patient is called. */
    public Set<Pseudonym> of(String patientId) {
        List<String> parties = jdbc.sql("SELECT DISTINCT party FROM proof_commitment "
                        + "WHERE patient_id = :patient AND party IS NOT NULL")
                .param("patient", patientId)
                .query(String.class)
                .list();
        return Stream.concat(
                        Stream.of(Optional.<String>empty()), parties.stream().map(Optional::of))
                .map(party -> of(patientId, party))
                .collect(Collectors.toSet());
    }
}
