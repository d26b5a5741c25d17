package org.consentry.mappers;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Reference;

/** References of a bundle that nothing in it answers. */
public final class BundleReferences {

    private BundleReferences() {}

    /** References to what the bundle lacks; those inside of a resource are its own. */
    public static List<String> dangling(Bundle bundle) {
        Set<String> known = new HashSet<>();
        bundle.getEntry().forEach(entry -> known.add(entry.getRequest().getUrl()));
        return FhirJson.context().newTerser().getAllPopulatedChildElementsOfType(bundle, Reference.class).stream()
                .filter(Reference::hasReference)
                .map(Reference::getReference)
                .filter(reference -> !reference.startsWith("#") && !known.contains(reference))
                .toList();
    }
}
