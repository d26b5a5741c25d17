package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The transaction: one PUT for each resource under its stable id.
 *
 * <p>{@code Bundle.timestamp} is the time of the event (EVN-2, else MSH-7) so that the receiver can refuse to let an
 * older event overwrite a newer one. The extension {@value #TELLING} on an entry says {@code snapshot} if the
 * message tells the resource's whole state, {@code mention} if it names it in passing and must not take away what
 * is known.
 */
final class Transactions {

    static final String TELLING = "https://consentry.org/fhir/StructureDefinition/telling";

    private Transactions() {}

    static Bundle bundle(Mapping mapping, @Nullable Segment evn) {
        Bundle bundle = new Bundle().setType(BundleType.TRANSACTION);
        InstantType event = evn == null ? null : mapping.times.instant(evn.text(2));
        if (event == null) {
            event = mapping.times.instant(mapping.header.time());
        }
        if (event != null) {
            bundle.setTimestampElement(event);
        }
        for (Entries.Entry entry : mapping.entries.all()) {
            Resource resource = entry.resource();
            BundleEntryComponent component = bundle.addEntry().setResource(resource);
            component.setFullUrl("urn:uuid:" + resource.getIdElement().getIdPart());
            component
                    .getRequest()
                    .setMethod(HTTPVerb.PUT)
                    .setUrl(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
            boolean mention = entry.telling() == Entries.Telling.MENTION;
            component.addExtension(new Extension(TELLING, new CodeType(mention ? "mention" : "snapshot")));
        }
        return bundle;
    }
}
