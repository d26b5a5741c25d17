package org.consentry.mappers.ccda;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    private final Composition composition;
    private final Document document;
    private final Set<String> told = new HashSet<>();

    Participations(Composition composition, Document document) {
        this.composition = composition;
        this.document = document;
    }

    void map(Element root) {
        root.children("dataEnterer").forEach(one -> add("DataEnterer", one));
        root.children("informant").forEach(one -> add("Informant", one));
        root.children("informationRecipient").forEach(one -> add("InformationRecipient", one));
        root.children("participant").forEach(one -> add("Participant", one));
        for (Element order : root.all("inFulfillmentOf", "order")) {
            List<Identifier> ids = document.ids.identifiers(order);
            if (!ids.isEmpty()) {
                Reference request = new Reference().setType("ServiceRequest").setIdentifier(ids.get(0));
                composition.addExtension(new Extension(GUIDE + "OrderExtension", request));
            }
        }
    }

    /** One participation, under the guide's name for it; nobody is told twice. */
    void add(String name, Element participation) {
        Reference known = document.related(participation);
        Reference who = known != null ? known : document.parties.of(participation);
        if (who == null) {
            return;
        }
        if (told.add(name + "|" + Authorship.identity(who))) {
            composition.addExtension(new Extension(GUIDE + name + "Extension", who));
        }
    }
}
