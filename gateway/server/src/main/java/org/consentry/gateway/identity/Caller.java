package org.consentry.gateway.identity;

/** An authenticated caller. What it may do follows from its kind, its scopes and the grants, in {@code access}. */
public sealed interface Caller {
    /** The OAuth client the token was issued to ({@code azp}). */
    String clientId();

    /** The SMART scopes of the token. */
    Scopes scopes();

    /** Stable name of whoever acts, for audit: a client id or a subject. Never shown to strangers. */
    String actor();

    /** A hospital's or payer's own system, signed in as a backend service. */
    record Member(OrganizationId organization, String clientId, Scopes scopes) implements Caller {
        @Override
        public String actor() {
            return clientId;
        }
    }

    /** A patient in person. {@code patientId} is the logical id of the Patient resource that is theirs. */
    record PatientUser(String subject, String patientId, String displayName, String clientId, Scopes scopes)
            implements Caller {
        @Override
        public String actor() {
            return subject;
        }
    }

    /** A practitioner in person, acting for one organization. */
    record PractitionerUser(
            String subject, String practitionerId, OrganizationId organization, String clientId, Scopes scopes)
            implements Caller {
        @Override
        public String actor() {
            return subject;
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
