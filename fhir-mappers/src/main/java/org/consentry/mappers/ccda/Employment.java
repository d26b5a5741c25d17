package org.consentry.mappers.ccda;

import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;

/**
 * As what, and for which organization, a practitioner does what a document says (guide, Participations): one
 * PractitionerRole for the two, however often they are named together. Statements point to the practitioner, as they do
 * where neither is told.
 */
final class Employment {

    private static final int MOST_CODES = 20;

    private final Document document;

    Employment(Document document) {
        this.document = document;
    }

    /** Tells of a role played by a practitioner that is a resource; of others there is nothing to tie it to. */
    void tell(Element role, Reference practitioner) {
        boolean known = practitioner.getReference() != null
                && practitioner.getReference().startsWith("Practitioner/");
        Reference organization = known ? document.parties.organizationOf(role) : null;
        CodeableConcept code = known ? document.codes.concept(role.child("code")) : null;
        if (organization == null && code == null) {
            return;
        }
        String key = practitioner.getReference() + "|" + Authorship.identity(organization);
        PractitionerRole found = document.entries.find(PractitionerRole.class, key);
        if (found == null) {
            found = new PractitionerRole().setPractitioner(practitioner.copy());
            Document.accept(organization, found::setOrganization);
            document.entries.add(found, key, Entries.Telling.MENTION);
        }
        PractitionerRole employment = found;
        Document.accept(code, one -> coded(employment, one));
    }

    private static void coded(PractitionerRole employment, CodeableConcept code) {
        boolean known = employment.getCode().stream().anyMatch(code::equalsDeep);
        if (!known && employment.getCode().size() < MOST_CODES) {
            employment.addCode(code);
        }
    }
}
