package org.consentry.mappers.fhirversion;

import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.identity.StableIds;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;

/** That the resources were converted, by what and from which version. */
final class VersionProvenance {

    private VersionProvenance() {}

    static void add(Bundle bundle, FhirVersion version, StableIds ids, ConversionContext context) {
        Provenance provenance = new Provenance();
        StringBuilder key = new StringBuilder(version.name());
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            provenance.addTarget(new Reference(entry.getRequest().getUrl()));
            key.append('|').append(entry.getRequest().getUrl());
        }
        InstantType unknown = new InstantType();
        unknown.addExtension("http://hl7.org/fhir/StructureDefinition/data-absent-reason", new CodeType("unknown"));
        provenance.setRecordedElement(unknown);
        provenance.setActivity(new CodeableConcept().setText("FHIR " + version + " to R4"));
        provenance
                .addAgent()
                .setType(new CodeableConcept(new Coding(
                        "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "assembler", "Assembler")))
                .setWho(new Reference()
                        .setType("Device")
                        .setDisplay("consentry-fhir-mappers, profile "
                                + context.profile().name()));
        provenance.setId(ids.id("Provenance", key.toString()));
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + provenance.getIdElement().getIdPart())
                .setResource(provenance)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.PUT)
                .setUrl("Provenance/" + provenance.getIdElement().getIdPart());
    }
}
