package org.consentry.gateway.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** Reads FHIR packages: gzipped tar files of definitions in JSON. */
final class Packages {
    private static final int LARGEST = 64 * 1024 * 1024;

    private Packages() {}

    static void read(InputStream in, FhirContext context, PrePopulatedValidationSupport known) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String name = entry.getName();
            boolean definition = name.matches("package/(StructureDefinition|ValueSet|CodeSystem)-[^/]+\\.json");
            if (definition && entry.getSize() <= LARGEST) {
                add(new String(tar.readAllBytes(), StandardCharsets.UTF_8), context, known);
            }
        }
    }

    private static void add(String json, FhirContext context, PrePopulatedValidationSupport known) {
        try {
            IBaseResource resource = context.newJsonParser().parseResource(json);
            known.addResource(resource);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a package holds a definition that is not R4", e);
        }
    }
}
