package org.consentry.mappers.ccda;

import java.util.List;
import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.datatype.Names;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.jspecify.annotations.Nullable;

/** The header: whom the document is about, which encounter it is part of, who stands by the patient. */
final class Header {

    private Header() {}

    static void map(Element root, Document document) {
        Element target = part(root, "recordTarget");
        Element role = target == null ? part(root, "patientRole") : target.child("patientRole");
        if (role != null) {
            RecordTarget.map(role, document);
        }
        Element component = part(root, "componentOf");
        Element encounter =
                component == null ? part(root, "encompassingEncounter") : component.child("encompassingEncounter");
        if (encounter != null) {
            document.encounter = encompassing(encounter, document);
        }
        for (Element participant : parts(root, "participant")) {
            related(participant, document);
        }
        for (Element informant : parts(root, "informant")) {
            related(informant, document);
        }
        // Whoever else is named becomes a party by the way; nothing in the document refers to some of them.
        for (String name : List.of(
                "author",
                "dataEnterer",
                "informant",
                "legalAuthenticator",
                "authenticator",
                "performer",
                "informationRecipient")) {
            parts(root, name).forEach(document.parties::of);
        }
    }

    /** A part of the header, or the root itself if it is one. */
    static @Nullable Element part(Element root, String name) {
        return root.name().equals(name) ? root : root.child(name);
    }

    static List<Element> parts(Element root, String name) {
        return root.name().equals(name) ? List.of(root) : root.children(name);
    }

    private static Reference encompassing(Element element, Document document) {
        Encounter encounter = new Encounter();
        List<Identifier> ids = document.ids.identifiers(element);
        encounter.setIdentifier(ids);
        encounter.setSubject(document.subject());
        encounter.setStatus(EncounterMapper.statusByTime(element.child("effectiveTime"), document));
        EncounterMapper.classify(element.child("code"), encounter, document);
        encounter.setPeriod(document.times.period(element.child("effectiveTime")));
        element.children("encounterParticipant").forEach(one -> EncounterMapper.participant(one, encounter, document));
        element.children("responsibleParty").forEach(one -> EncounterMapper.participant(one, encounter, document));
        Element place = element.at("location", "healthCareFacility");
        if (place != null) {
            Reference location = Facts.location(place, place.child("location"), document);
            Document.accept(location, where -> encounter.addLocation().setLocation(where));
            Document.accept(
                    document.parties.organization(place.child("serviceProviderOrganization")),
                    encounter::setServiceProvider);
        }
        document.concept(
                element.child("dischargeDispositionCode"),
                disposition -> encounter.getHospitalization().setDischargeDisposition(disposition));
        String key = ids.isEmpty() ? document.key + "|encounter" : Ids.key(ids.get(0));
        return Entries.reference(document.entries.add(encounter, key));
    }

    /** Next of kin, emergency contacts, caregivers and others who stand by the patient. */
    private static void related(Element participant, Document document) {
        Element role = Parties.role(participant);
        boolean kin = role != null && (!Parties.clinical(role) || relationship(role) != null);
        Element entity = kin ? role : null;
        HumanName name = entity == null ? null : document.names.first(person(entity));
        if (entity == null || name == null || document.patient == null) {
            return;
        }
        RelatedPerson related = new RelatedPerson();
        related.setPatient(document.subject());
        related.addName(name);
        related.setIdentifier(document.ids.identifiers(entity));
        document.concept(entity.child("code"), related::addRelationship);
        document.concept(relationship(entity), related::addRelationship);
        String kind = entity.attribute("classCode");
        String roles = "http://terminology.hl7.org/CodeSystem/v3-RoleClass";
        if (kind != null && !document.terminology.refuses(roles, kind)) {
            related.addRelationship(Facts.concept(roles, kind));
        }
        related.setTelecom(document.contacts.telecoms(entity));
        related.setAddress(document.contacts.addresses(entity));
        Element time = participant.child("time");
        related.setPeriod(document.times.period(time != null ? time : entity.child("effectiveTime")));
        String key = related.hasIdentifier()
                ? Ids.key(related.getIdentifierFirstRep())
                : document.keys.defining(entity) + "|" + name.getNameAsSingleString();
        RelatedPerson added = document.entries.add(related, document.patientKey + "|" + key, Entries.Telling.MENTION);
        document.relative(participant, Entries.reference(added).setDisplay(Names.display(name)));
    }

    private static @Nullable Element person(Element entity) {
        for (String name : List.of("associatedPerson", "relatedPerson", "assignedPerson")) {
            Element person = entity.child(name);
            if (person != null) {
                return person;
            }
        }
        return null;
    }

    /** What a person is to the patient; whoever is something to the patient is none of the staff here. */
    private static @Nullable Element relationship(Element entity) {
        Element person = person(entity);
        return person == null ? null : person.at("asPatientRelationship", "code");
    }
}
