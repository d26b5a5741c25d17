package org.consentry.gateway.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** An authenticated caller. What it may do follows from its kind, its scopes and the grants, in {@code access}. */
public sealed interface Caller {
    /** The OAuth client the token was issued to ({@code azp}). */
    String clientId();

    /** The SMART scopes of the token. */
    Scopes scopes();

    /** Stable name of whoever acts, for audit: a client id or a subject. Never shown to strangers. */
    String actor();

    /** The portal's own client, whose users act by their role and not by scopes. */
    String PORTAL = "portal";

    /** Whether the token covers this: what comes through the portal by itself, everything else by a scope. */
    default boolean covers(Scopes.Interaction interaction, String type) {
        return clientId().equals(PORTAL) || scopes().covers(interaction, type);
    }

    /** What the caller says the request is for, codes of v3-ActReason; empty when it says nothing. */
    default Set<String> purposes() {
        return Set.of();
    }

    /** The same caller, asking for these purposes; callers to whom nobody grants stay as they are. */
    default Caller statingPurposes(Set<String> purposes) {
        return this;
    }

    /** A hospital's or payer's own system, signed in as a backend service. */
    record Member(OrganizationId organization, String clientId, Scopes scopes, Set<String> purposes) implements Caller {
        public Member {
            purposes = Set.copyOf(purposes);
        }

        /** A system that does not say what for. */
        public Member(OrganizationId organization, String clientId, Scopes scopes) {
            this(organization, clientId, scopes, Set.of());
        }

        @Override
        public String actor() {
            return clientId;
        }

        @Override
        public Caller statingPurposes(Set<String> stated) {
            return new Member(organization, clientId, scopes, stated);
        }
    }

    /**
     * A patient in person, or somebody who acts for one.
     *
     * @param patientId logical id of the Patient resource
     * @param proxy logical id of the RelatedPerson who acts for the patient, when it is not the patient in person
     * @param signedIn when the person signed in, where the token tells
     */
    record PatientUser(
            String subject,
            String patientId,
            String displayName,
            String clientId,
            Scopes scopes,
            Optional<String> proxy,
            Optional<Instant> signedIn)
            implements Caller {
        /** The patient in person. */
        public PatientUser(String subject, String patientId, String displayName, String clientId, Scopes scopes) {
            this(subject, patientId, displayName, clientId, scopes, Optional.empty(), Optional.empty());
        }

        /** Somebody whose sign-in is of no account. */
        public PatientUser(
                String subject,
                String patientId,
                String displayName,
                String clientId,
                Scopes scopes,
                Optional<String> proxy) {
            this(subject, patientId, displayName, clientId, scopes, proxy, Optional.empty());
        }

        /** Who answers, as a reference. */
        public String performer() {
            return proxy.map(id -> "RelatedPerson/" + id).orElse("Patient/" + patientId);
        }

        @Override
        public String actor() {
            return subject;
        }
    }

    /** A practitioner in person, acting for one organization. */
    record PractitionerUser(
            String subject,
            String practitionerId,
            OrganizationId organization,
            String clientId,
            Scopes scopes,
            Set<String> purposes)
            implements Caller {
        public PractitionerUser {
            purposes = Set.copyOf(purposes);
        }

        /** A practitioner who does not say what for. */
        public PractitionerUser(
                String subject, String practitionerId, OrganizationId organization, String clientId, Scopes scopes) {
            this(subject, practitionerId, organization, clientId, scopes, Set.of());
        }

        @Override
        public String actor() {
            return subject;
        }

        @Override
        public Caller statingPurposes(Set<String> stated) {
            return new PractitionerUser(subject, practitionerId, organization, clientId, scopes, stated);
        }
    }

    /** An analyst's system: de-identified exports and counts, never an identified record. */
    record Analyst(String clientId, Scopes scopes) implements Caller {
        @Override
        public String actor() {
            return clientId;
        }
    }

    /** A person who checks the ledger and the audit trail. */
    record Auditor(String subject, String clientId, Scopes scopes) implements Caller {
        @Override
        public String actor() {
            return subject;
        }
    }

    /** The authority's operator: members, keys, jobs; no clinical data. */
    record Operator(String clientId, Scopes scopes) implements Caller {
        @Override
        public String actor() {
            return clientId;
        }
    }
}
