package org.consentry.mappers.hl7v2;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.consentry.mappers.FhirJson;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Reference;

/** References of a bundle that nothing in it answers. */
final class BundleReferences {

    private BundleReferences() {}

    static List<String> dangling(Bundle bundle) {
        Set<String> known = new HashSet<>();
        bundle.getEntry().forEach(entry -> known.add(entry.getRequest().getUrl()));
        return FhirJson.context().newTerser().getAllPopulatedChildElementsOfType(bundle, Reference.class).stream()
                .filter(Reference::hasReference)
                .map(Reference::getReference)
                .filter(reference -> !known.contains(reference))
                .toList();
    }
}
