package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.mappers.ccda.SmallDocuments.all;
import static org.consentry.mappers.ccda.SmallDocuments.document;
import static org.consentry.mappers.ccda.SmallDocuments.one;

import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.junit.jupiter.api.Test;

/** Rows of the guide's tables for the header, the patient and the social history, on made-up documents. */
class GuideHeaderTests {

    private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";
    private static final String GUIDE = "http://hl7.org/fhir/us/ccda/StructureDefinition/";

    @Test
    void whoElseTookPartStandsInTheGuidesExtensions() {
        String header = """
                <dataEnterer><assignedEntity><id root="2.16.840.1.113883.4.6" extension="1234567893"/>
                <assignedPerson><name><family>Writer</family></name></assignedPerson></assignedEntity></dataEnterer>
                <informant><relatedEntity classCode="PRS"><code code="SPS" codeSystem="2.16.840.1.113883.5.111"/>
                <relatedPerson><name><given>Boris</given><family>Testperson</family></name></relatedPerson></relatedEntity></informant>
                <participant typeCode="CALLBCK"><associatedEntity classCode="ASSIGNED">
                <id root="2.16.840.1.113883.4.6" extension="1679576722"/>
                <associatedPerson><name><family>Caller</family></name></associatedPerson></associatedEntity></participant>
                <inFulfillmentOf><order><id root="1.2.3" extension="order"/></order></inFulfillmentOf>
                <documentationOf><serviceEvent classCode="PCPR"><effectiveTime><low value="2020"/></effectiveTime>
                <performer typeCode="PRF"><assignedEntity><id root="2.16.840.1.113883.4.6" extension="1234567893"/>
                <assignedPerson><name><family>Writer</family></name></assignedPerson></assignedEntity></performer>
                </serviceEvent></documentationOf>
                <relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3" extension="before"/></parentDocument></relatedDocument>
                """;
        Bundle bundle =
                document("", "<versionNumber value=\"3\"/><languageCode code=\"en-US\"/>" + header, "11450-4", "", "");
        Composition composition = one(bundle, Composition.class);
        RelatedPerson spouse = one(bundle, RelatedPerson.class);
        assertThat(reference(composition, "Informant")).isEqualTo("RelatedPerson/" + spouse.getIdPart());
        assertThat(spouse.getRelationshipFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("SPS");
        assertThat(reference(composition, "DataEnterer")).startsWith("Practitioner/");
        assertThat(reference(composition, "Participant")).startsWith("Practitioner/");
        assertThat(reference(composition, "Performer")).startsWith("Practitioner/");
        Reference order = (Reference)
                composition.getExtensionByUrl(GUIDE + "OrderExtension").getValue();
        assertThat(order.getIdentifier().getValue()).isEqualTo("order");
        assertThat(composition.getLanguage()).isEqualTo("en-US");
        assertThat(composition
                        .getExtensionByUrl(
                                "http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber")
                        .getValue()
                        .primitiveValue())
                .isEqualTo("3");
        assertThat(composition.getRelatesToFirstRep().getTargetIdentifier().getValue())
                .isEqualTo("before");
    }

    private static String reference(Composition composition, String name) {
        Extension extension = composition.getExtensionByUrl(GUIDE + name + "Extension");
        return ((Reference) extension.getValue()).getReference();
    }

    @Test
    void aPatientsLanguageGuardianAndNameAreAsTheGuideHasThem() {
        String person = """
                <name use="A"><given>Star</given></name>
                <guardian><code code="FTH" codeSystem="2.16.840.1.113883.5.111"/><telecom use="AS" value="tel:+1-555-555-0100"/>
                <guardianPerson><name><family>Better</family></name></guardianPerson></guardian>
                <languageCommunication><languageCode code="en"/>
                <modeCode code="ESP" codeSystem="2.16.840.1.113883.5.60"/>
                <proficiencyLevelCode code="G" codeSystem="2.16.840.1.113883.5.61"/></languageCommunication>
                """;
        Patient patient = one(document(person, "", "11450-4", "", ""), Patient.class);
        assertThat(patient.getName()).extracting(name -> name.getUse().toCode()).containsExactly("usual", "nickname");
        assertThat(patient.getContactFirstRep().getRelationship())
                .extracting(one -> one.getCodingFirstRep().getCode())
                .containsExactly("GUARD", "FTH");
        assertThat(patient.getContactFirstRep().getTelecomFirstRep().getUse().toCode())
                .isEqualTo("work");
        Extension proficiency = patient.getCommunicationFirstRep()
                .getExtensionByUrl("http://hl7.org/fhir/StructureDefinition/patient-proficiency");
        assertThat(proficiency.getExtension()).extracting(Extension::getUrl).containsExactly("type", "level");
    }

    @Test
    void anIdThatIsAUriIsPartedAndASystemAloneIsNoNumber() {
        String header = """
                <componentOf><encompassingEncounter>
                <id root="2.16.840.1.113883.4.873" extension="http://north.example.org/visits/77"/>
                <effectiveTime value="2026"/><responsibleParty><assignedEntity><id root="2.16.840.1.113883.4.6"/>
                <assignedPerson><name><family>Nobody</family></name></assignedPerson></assignedEntity></responsibleParty>
                </encompassingEncounter></componentOf>
                """;
        Bundle bundle = document("", header, "11450-4", "", "");
        org.hl7.fhir.r4.model.Encounter encounter = one(bundle, org.hl7.fhir.r4.model.Encounter.class);
        assertThat(encounter.getIdentifierFirstRep().getSystem()).isEqualTo("http://north.example.org/visits");
        assertThat(encounter.getIdentifierFirstRep().getValue()).isEqualTo("77");
        assertThat(encounter.getParticipantFirstRep().getIndividual().getDisplay())
                .isEqualTo("Nobody");
        assertThat(encounter.getParticipantFirstRep().getIndividual().hasIdentifier())
                .isFalse();
    }

    @Test
    void whoThePatientIsBecomesExtensionsAndPregnancyOneObservation() {
        String facts = fact(
                        "4.507",
                        "46098-0",
                        "<value xsi:type=\"CD\" code=\"248152002\" codeSystem=\"2.16.840.1.113883.6.96\"/>")
                + fact(
                        "34.3.45",
                        "76691-5",
                        "<value xsi:type=\"CD\" code=\"446141000124107\" codeSystem=\"2.16.840.1.113883.6.96\"/>")
                + fact(
                        "4.506",
                        "95370-3",
                        "<value xsi:type=\"CD\" code=\"187\" codeSystem=\"2.16.840.1.113883.5.140\"/>")
                + "<entry><observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"2.16.840.1.113883.10.20.15.3.8\"/>"
                + "<code code=\"ASSERTION\" codeSystem=\"2.16.840.1.113883.5.4\"/><statusCode code=\"completed\"/>"
                + "<effectiveTime><low value=\"20260101\"/><high value=\"20260105\"/></effectiveTime>"
                + "<value xsi:type=\"CD\" nullFlavor=\"UNK\"/><entryRelationship typeCode=\"REFR\">"
                + "<observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"2.16.840.1.113883.10.20.15.3.1\"/>"
                + "<code code=\"11778-8\" codeSystem=\"2.16.840.1.113883.6.1\"/><statusCode code=\"completed\"/>"
                + "<value xsi:type=\"TS\" value=\"20260901\"/></observation></entryRelationship></observation></entry>"
                + "<entry><observation classCode=\"OBS\" moodCode=\"INT\"><templateId root=\"2.16.840.1.113883.10.20.22.4.281\"/>"
                + "<code code=\"86645-9\" codeSystem=\"2.16.840.1.113883.6.1\"/><statusCode code=\"active\"/>"
                + "<effectiveTime><low value=\"20260101\"/></effectiveTime>"
                + "<value xsi:type=\"CD\" code=\"454381000124105\" codeSystem=\"2.16.840.1.113883.6.96\"/></observation></entry>";
        Bundle bundle = document("", "", "29762-2", "", facts);
        Patient patient = one(bundle, Patient.class);
        assertThat(patient.getExtension())
                .extracting(Extension::getUrl)
                .containsExactly(US_CORE + "sex", US_CORE + "genderIdentity", US_CORE + "tribal-affiliation");
        assertThat(all(bundle, Observation.class)).hasSize(2);
        Observation pregnancy = all(bundle, Observation.class).get(0);
        assertThat(pregnancy.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2026-01-01");
        assertThat(pregnancy.getValueCodeableConcept().getCodingFirstRep().getCode())
                .isEqualTo("UNK");
        assertThat(pregnancy.getComponentFirstRep().getValueDateTimeType().getValueAsString())
                .isEqualTo("2026-09-01");
        assertThat(all(bundle, Observation.class)
                        .get(1)
                        .getCategoryFirstRep()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("social-history");
    }

    private static String fact(String template, String loinc, String value) {
        String root = template.startsWith("4.") ? "22." + template : template;
        return "<entry><observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"2.16.840.1.113883.10.20."
                + root
                + "\"/><code code=\"" + loinc
                + "\" codeSystem=\"2.16.840.1.113883.6.1\"/><statusCode code=\"completed\"/>"
                + "<effectiveTime value=\"2020\"/>" + value + "</observation></entry>";
    }
}
