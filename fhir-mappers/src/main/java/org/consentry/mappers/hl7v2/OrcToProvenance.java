package org.consentry.mappers.hl7v2;

import java.util.Optional;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceAgentComponent;
import org.hl7.fhir.r4.model.Reference;

/** ORC-9 to ORC-19: who entered, verified and acted on an order, as the order's own Provenance. */
final class OrcToProvenance {

    private static final String AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
    private static final String OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";

    private OrcToProvenance() {}

    static void map(Segment orc, DomainResource about, Mapping mapping) {
        boolean told = false;
        for (int field : new int[] {10, 11, 17, 18, 19}) {
            told |= orc.populated(field);
        }
        if (!told) {
            return;
        }
        Provenance provenance = new Provenance().addTarget(Entries.reference(about));
        agents(orc, 10, "enterer", "Enterer", provenance, mapping);
        agents(orc, 11, "verifier", "Verifier", provenance, mapping);
        agents(orc, 12, "author", "Author", provenance, mapping);
        agents(orc, 19, "performer", "Performer", provenance, mapping);
        Composite device = orc.first(18);
        Mapping.accept(device.firstOf(1, 2), name -> provenance
                .addAgent()
                .setWho(new Reference().setType("Device").setIdentifier(new Identifier().setValue(name))));
        Mapping.accept(mapping.parties.codedOrganization(orc.first(17)), organization -> {
            ProvenanceAgentComponent first = provenance.getAgentFirstRep();
            if (first.hasWho()) {
                first.setOnBehalfOf(organization);
            } else {
                first.setWho(organization);
            }
        });
        if (!provenance.getAgentFirstRep().hasWho()) {
            return;
        }
        provenance.setRecordedElement(
                Optional.ofNullable(mapping.times.instant(orc.text(9))).orElseGet(() -> Provenances.recorded(mapping)));
        Mapping.accept(mapping.time(orc, 9), provenance::setOccurred);
        operation(orc.text(1, "")).ifPresent(provenance::setActivity);
        mapping.entries.add(provenance, about.getIdElement().getIdPart() + "|order|" + mapping.messageKey);
    }

    private static void agents(
            Segment orc, int field, String code, String display, Provenance provenance, Mapping mapping) {
        for (Reference person : mapping.parties.practitioners(orc.all(field))) {
            provenance.addAgent().setWho(person).setType(new CodeableConcept(new Coding(AGENT, code, display)));
        }
    }

    private static Optional<CodeableConcept> operation(String control) {
        return switch (control) {
            case "NW" -> Optional.of(new CodeableConcept(new Coding(OPERATION, "CREATE", "create")));
            case "SC", "XO", "XX" -> Optional.of(new CodeableConcept(new Coding(OPERATION, "UPDATE", "revise")));
            case "OC", "CA" -> Optional.of(new CodeableConcept(new Coding(OPERATION, "CANCEL", "cancel")));
            default -> Optional.empty();
        };
    }
}
