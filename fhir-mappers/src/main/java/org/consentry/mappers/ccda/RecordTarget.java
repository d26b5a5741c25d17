package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.terminology.Concept;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;

/**
 * The record target. Its key is the first identifier that is no social security number, in the same form as HL7 v2's,
 * so that both tell of the same Patient; never the name.
 */
final class RecordTarget {

    private static final String CORE = "http://hl7.org/fhir/StructureDefinition/";
    private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";
    /** CDC's race and ethnicity, whose codes tell their system. */
    private static final String CATEGORIES = "2.16.840.1.113883.6.238";

    private static final String OMB = "urn:oid:" + CATEGORIES;
    private static final String SSN = "http://hl7.org/fhir/sid/us-ssn";

    private RecordTarget() {}

    static void map(Element role, Document document) {
        Patient patient = new Patient();
        List<Identifier> ids = document.ids.identifiers(role);
        patient.setIdentifier(ids);
        patient.setAddress(document.contacts.addresses(role));
        patient.setTelecom(document.contacts.telecoms(role));
        Element person = role.child("patient");
        if (person != null) {
            person(person, patient, document);
        }
        Document.accept(
                document.parties.organization(role.child("providerOrganization")), patient::setManagingOrganization);
        document.patientKey = key(ids, document);
        document.patient = document.entries.add(patient, document.patientKey, Entries.Telling.MENTION);
    }

    private static String key(List<Identifier> ids, Document document) {
        if (ids.isEmpty()) {
            document.report.warn("", "no-patient-id", "The patient has no identifier; known by this document only");
            return document.key;
        }
        return Ids.key(ids.stream()
                .filter(id -> !SSN.equals(id.getSystem()))
                .findFirst()
                .orElse(ids.get(0)));
    }

    private static void person(Element person, Patient patient, Document document) {
        patient.setName(document.names.names(person));
        String gender = document.translated(person.child("administrativeGenderCode"), "administrative-sex");
        if (gender != null) {
            patient.setGender(AdministrativeGender.fromCode(gender));
        }
        birth(person, patient, document);
        death(person, patient, document);
        Element marital = person.child("maritalStatusCode");
        document.concept(marital, patient::setMaritalStatus);
        document.concept(
                person.child("religiousAffiliationCode"),
                religion -> patient.addExtension(CORE + "patient-religion", religion));
        category(person.children("raceCode"), "race", patient, document);
        category(person.children("ethnicGroupCode"), "ethnicity", patient, document);
        person.children("guardian").forEach(guardian -> guardian(guardian, patient, document));
        person.children("languageCommunication").forEach(language -> language(language, patient, document));
    }

    private static void birth(Element person, Patient patient, Document document) {
        Element time = person.child("birthTime");
        Document.accept(document.times.day(time), patient::setBirthDateElement);
        String value = time == null ? null : time.attribute("value");
        if (value != null && value.length() > 8 && patient.hasBirthDate()) {
            DateTimeType exact = document.times.point(time);
            Document.accept(
                    exact, moment -> patient.getBirthDateElement().addExtension(CORE + "patient-birthTime", moment));
        }
        for (Element ad : person.all("birthplace", "place", "addr")) {
            Address place = document.contacts.address(ad);
            if (place != null) {
                patient.addExtension(CORE + "patient-birthPlace", place);
            }
        }
        Element order = person.child("multipleBirthInd");
        if (order != null && order.attribute("value") != null) {
            patient.setMultipleBirth(new BooleanType(Facts.flag(order)));
        }
    }

    private static void death(Element person, Patient patient, Document document) {
        DateTimeType time = document.times.point(person.child("deceasedTime"));
        Element deceased = person.child("deceasedInd");
        if (time != null) {
            patient.setDeceased(time);
        } else if (deceased != null && deceased.attribute("value") != null) {
            patient.setDeceased(new BooleanType(Facts.flag(deceased)));
        }
    }

    private static void category(List<Element> codes, String name, Patient patient, Document document) {
        Extension extension = new Extension(US_CORE + name);
        StringBuilder text = new StringBuilder();
        List<Coding> categories = new ArrayList<>();
        for (Element code : codes) {
            Optional<Concept> category = document.terminology.translate("omb-" + name, code.attribute("code"));
            CodeableConcept concept = document.codes.concept(code);
            if (category.isPresent() && (name.equals("race") || categories.isEmpty())) {
                categories.add(
                        new Coding(OMB, category.get().code(), category.get().display()));
            } else if (concept != null
                    && concept.hasCoding()
                    && OMB.equals(concept.getCodingFirstRep().getSystem())) {
                extension.addExtension("detailed", concept.getCodingFirstRep());
            } else {
                code.unread("code");
                code.unread("codeSystem");
            }
            if (!CATEGORIES.equals(code.peek("codeSystem"))) {
                code.unread("codeSystem");
            }
            String said = category.map(Concept::display).orElse(document.codes.text(code));
            said = said == null ? code.attribute("code") : said;
            if (said != null) {
                text.append(text.isEmpty() ? "" : ", ").append(said);
            }
        }
        for (int i = categories.size() - 1; i >= 0; i--) {
            extension.getExtension().add(0, new Extension("ombCategory", categories.get(i)));
        }
        if (!text.isEmpty()) {
            extension.addExtension("text", new StringType(text.toString()));
            patient.addExtension(extension);
        }
    }

    private static void guardian(Element guardian, Patient patient, Document document) {
        Patient.ContactComponent contact = new Patient.ContactComponent();
        Document.accept(document.names.first(guardian.child("guardianPerson")), contact::setName);
        contact.setTelecom(document.contacts.telecoms(guardian));
        document.contacts.addresses(guardian).stream().findFirst().ifPresent(contact::setAddress);
        Document.accept(
                document.parties.organization(guardian.child("guardianOrganization")), contact::setOrganization);
        boolean reachable =
                contact.hasName() || contact.hasTelecom() || contact.hasAddress() || contact.hasOrganization();
        if (reachable) {
            contact.addRelationship(Facts.concept("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "GUARD"));
            document.concept(guardian.child("code"), contact::addRelationship);
            document.concept(guardian.at("guardianPerson", "asPatientRelationship", "code"), contact::addRelationship);
            patient.addContact(contact);
        }
    }

    private static void language(Element communication, Patient patient, Document document) {
        Element code = communication.child("languageCode");
        String tag = code == null ? null : code.attribute("code");
        if (tag == null) {
            return;
        }
        Patient.PatientCommunicationComponent component = patient.addCommunication();
        component.setLanguage(spoken(tag, document));
        Element preferred = communication.child("preferenceInd");
        if (preferred != null && preferred.attribute("value") != null) {
            component.setPreferred(Facts.flag(preferred));
        }
        Extension proficiency = new Extension(CORE + "patient-proficiency");
        Element mode = communication.child("modeCode");
        Element level = communication.child("proficiencyLevelCode");
        Document.accept(
                mode == null ? null : document.codes.coding(mode), coding -> proficiency.addExtension("type", coding));
        Document.accept(
                level == null ? null : document.codes.coding(level),
                coding -> proficiency.addExtension("level", coding));
        if (proficiency.hasExtension()) {
            component.addExtension(proficiency);
        }
    }

    /** FHIR knows languages with few regions; where it does not know the two together, the region stays in the text. */
    private static CodeableConcept spoken(String tag, Document document) {
        String lower = tag.toLowerCase(Locale.ROOT);
        String known = document.terminology.code("languages", lower);
        if (known == null && lower.indexOf('-') > 0) {
            known = document.terminology.code("languages", lower.substring(0, lower.indexOf('-')));
        }
        CodeableConcept language = new CodeableConcept().setText(tag);
        if (known != null) {
            language.addCoding(new Coding("urn:ietf:bcp:47", known, null));
        }
        return language;
    }
}
