package org.consentry.gateway.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.statement.Part;

/** Grants in memory, for tests of what decides by them. */
public final class MemoryGrants implements Grants {
    private final List<Grant> live = new ArrayList<>();
    private final List<Grant> ever = new ArrayList<>();

    @Override
    public void add(Grant grant) {
        live.add(grant);
        ever.add(grant);
    }

    @Override
    public Optional<Grant> revoke(String patientId, String consentId, Instant at) {
        Optional<Grant> found = ofPatientAlways(patientId).stream()
                .filter(grant -> grant.consentId().equals(consentId))
                .findFirst();
        found.ifPresent(live::remove);
        return found;
    }

    @Override
    public List<Grant> ofAccount(String account, OrganizationId reader) {
        return ofAccount(account).stream()
                .filter(grant -> grant.reader().equals(reader))
                .toList();
    }

    @Override
    public List<Grant> ofAccount(String account) {
        return live.stream().filter(grant -> grant.account().equals(account)).toList();
    }

    @Override
    public Optional<Grant> ofConsent(String patientId, String consentId, Instant at) {
        return ofPatient(patientId, at).stream()
                .filter(grant -> grant.consentId().equals(consentId))
                .findFirst();
    }

    @Override
    public Part inForce(String patientId, String consentId, OrganizationId reader, Instant at) {
        boolean stands = ofConsent(patientId, consentId, at)
                .filter(grant -> grant.reader().equals(reader))
                .isPresent();
        return new Part(
                "SELECT 1 FROM unnest(?::bool[]) AS s(stands) WHERE stands",
                List.of(new Part.Column("bool", new Boolean[] {stands})));
    }

    @Override
    public List<Grant> inForce(Reader reader, Optional<String> patientId, Instant at, int limit) {
        return live.stream()
                .filter(grant -> grant.reader().equals(reader.organization()) && grant.covers(at))
                .filter(grant ->
                        grant.actors().isEmpty() || reader.references().stream().anyMatch(grant.actors()::contains))
                .filter(grant -> patientId.map(grant.patientId()::equals).orElse(true))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Grant> held(Reader reader, Set<String> patientIds, Instant at) {
        return inForce(reader, Optional.empty(), at, Integer.MAX_VALUE).stream()
                .filter(grant -> patientIds.contains(grant.patientId()))
                .toList();
    }

    @Override
    public List<Grant> ofPatient(String patientId, Instant at) {
        return ofPatientAlways(patientId).stream()
                .filter(grant -> grant.covers(at))
                .toList();
    }

    @Override
    public Standing standing(Reader reader, String patientId, Instant at, int limit) {
        boolean held = ever.stream()
                .anyMatch(grant -> grant.reader().equals(reader.organization())
                        && grant.patientId().equals(patientId));
        List<Grant> standing = inForce(reader, Optional.of(patientId), at, limit);
        return new Standing(
                standing, held, standing.stream().map(Grant::consentId).sorted().toList());
    }

    @Override
    public Supposition unchanged(Reader reader, String patientId, Instant at, Standing standing) {
        return new Supposition(standing.ever() ? "same" : "never", List.copyOf(standing.rows()));
    }

    @Override
    public List<Grant> expire(Instant at, int limit) {
        List<Grant> ended = live.stream()
                .filter(grant -> !at.isBefore(grant.ends()))
                .limit(limit)
                .toList();
        live.removeAll(ended);
        return ended;
    }

    private List<Grant> ofPatientAlways(String patientId) {
        return live.stream()
                .filter(grant -> grant.patientId().equals(patientId))
                .toList();
    }
}
