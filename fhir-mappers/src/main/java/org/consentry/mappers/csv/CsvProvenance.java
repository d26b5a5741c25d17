package org.consentry.mappers.csv;

import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;

/** That the resources were made of rows of a table, by which layout. */
final class CsvProvenance {

    private static final String MAP_VERSION = "csv-to-r4 1.0";

    private CsvProvenance() {}

    static void add(Entries entries, CsvLayout layout, ConversionContext context, long firstLine) {
        Provenance provenance = new Provenance();
        StringBuilder key = new StringBuilder("csv|").append(layout.name());
        entries.all().forEach(entry -> {
            Reference target = Entries.reference(entry.resource());
            provenance.addTarget(target);
            key.append('|').append(target.getReference());
        });
        InstantType unknown = new InstantType();
        unknown.addExtension("http://hl7.org/fhir/StructureDefinition/data-absent-reason", new CodeType("unknown"));
        provenance.setRecordedElement(unknown);
        provenance.setActivity(new CodeableConcept().setText("CSV to FHIR R4, layout " + layout.name()));
        provenance
                .addAgent()
                .setType(new CodeableConcept(new Coding(
                        "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "assembler", "Assembler")))
                .setWho(new Reference()
                        .setType("Device")
                        .setDisplay("consentry-fhir-mappers, " + MAP_VERSION + ", profile "
                                + context.profile().name()));
        provenance
                .addEntity()
                .setRole(Provenance.ProvenanceEntityRole.SOURCE)
                .setWhat(new Reference().setDisplay("CSV, rows from line " + firstLine));
        entries.add(provenance, key.toString());
    }
}
