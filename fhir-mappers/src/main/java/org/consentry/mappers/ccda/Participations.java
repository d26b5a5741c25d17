package org.consentry.mappers.ccda;

import java.util.List;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;

/**
 * Who else took part in a document (guide, US Realm Header): those for whom a Composition has no element of its own stand
 * in the guide's extensions.
 */
final class Participations {

    private static final String GUIDE = "http://hl7.org/fhir/us/ccda/StructureDefinition/";

    private Participations() {}

    static void map(Element root, Composition composition, Document document) {
        root.children("dataEnterer").forEach(one -> add("DataEnterer", one, composition, document));
        root.children("informant").forEach(one -> add("Informant", one, composition, document));
        root.children("informationRecipient").forEach(one -> add("InformationRecipient", one, composition, document));
        root.children("participant").forEach(one -> add("Participant", one, composition, document));
        for (Element order : root.all("inFulfillmentOf", "order")) {
            List<Identifier> ids = document.ids.identifiers(order);
            if (!ids.isEmpty()) {
                Reference request = new Reference().setType("ServiceRequest").setIdentifier(ids.get(0));
                composition.addExtension(new Extension(GUIDE + "OrderExtension", request));
            }
        }
    }

    /** One participation, under the guide's name for it; nobody is told twice. */
    static void add(String name, Element participation, Composition composition, Document document) {
        Reference known = document.related(participation);
        Reference who = known != null ? known : document.parties.of(participation);
        if (who == null) {
            return;
        }
        Extension extension = new Extension(GUIDE + name + "Extension", who);
        if (composition.getExtension().stream().noneMatch(other -> other.equalsDeep(extension))) {
            composition.addExtension(extension);
        }
    }
}
