package org.consentry.mappers;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** Resources as JSON text, with HAPI's parser set so that ids and references come out as they went in. */
public final class FhirJson {

    private static final FhirContext R4 = FhirContext.forR4Cached();

    private FhirJson() {}

    /** The FHIR R4 context, made once. */
    public static FhirContext context() {
        return R4;
    }

    /** Compact JSON. */
    public static String write(IBaseResource resource) {
        return parser().encodeResourceToString(resource);
    }

    /** JSON with line breaks, for people and golden files. */
    public static String pretty(IBaseResource resource) {
        return parser().setPrettyPrint(true).encodeResourceToString(resource);
    }

    private static IParser parser() {
        IParser parser = R4.newJsonParser();
        parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
        parser.setStripVersionsFromReferences(false);
        return parser;
    }
}
