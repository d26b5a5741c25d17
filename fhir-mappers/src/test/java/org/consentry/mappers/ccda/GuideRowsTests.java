package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.mappers.ccda.SmallDocuments.all;
import static org.consentry.mappers.ccda.SmallDocuments.one;
import static org.consentry.mappers.ccda.SmallDocuments.section;

import java.util.List;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;

/** Rows of the guide's tables for entries, one by one, on made-up statements. */
class GuideRowsTests {

    private static final String ALLERGY = """
            <entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.30"/>
            <code code="CONC" codeSystem="2.16.840.1.113883.5.6"/><statusCode code="%s"/>
            <entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"%s>
            <templateId root="2.16.840.1.113883.10.20.22.4.7"/><id root="1.2.3" extension="a"/>
            <code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/><text><reference value="#row"/></text>
            <statusCode code="completed"/><effectiveTime><low value="2010"/>%s</effectiveTime>
            <value xsi:type="CD" code="416098002" codeSystem="2.16.840.1.113883.6.96"/>
            <participant typeCode="CSM"><participantRole classCode="MANU"><playingEntity classCode="MMAT">
            <code code="%s" codeSystem="%s" displayName="Thing"/></playingEntity></participantRole></participant>
            </observation></entryRelationship></act></entry>
            """;
    private static final String ROWS =
            "<table><thead><tr><th>What</th></tr></thead><tbody><tr ID=\"row\"><td>Thing, since 2010</td></tr>"
                    + "<tr ID=\"other\"><td>Another thing</td></tr></tbody></table>";
    private static final String LATEX = "111088007";
    private static final String SNOMED = "2.16.840.1.113883.6.96";
    private static final String RXNORM = "2.16.840.1.113883.6.88";

    @Test
    void noAllergyToOneSubstanceIsNeverAnAllergyToIt() {
        AllergyIntolerance latex = one(
                section("48765-2", "", ALLERGY.formatted("active", " negationInd=\"true\"", "", LATEX, SNOMED)),
                AllergyIntolerance.class);
        assertThat(latex.getCode().getCodingFirstRep().getCode()).isEqualTo("1003774007");

        AllergyIntolerance other = one(
                section("48765-2", "", ALLERGY.formatted("active", " negationInd=\"true\"", "", "2670", RXNORM)),
                AllergyIntolerance.class);
        assertThat(other.getCode().getCodingFirstRep().getCode()).isEqualTo("2670");
        assertThat(other.getVerificationStatus().getCodingFirstRep().getCode()).isEqualTo("refuted");
    }

    @Test
    void anAllergyEndsAndItsRowIsItsNarrativeAndNoOtherRow() {
        AllergyIntolerance allergy = one(
                section("48765-2", ROWS, ALLERGY.formatted("completed", "", "<high value=\"2015\"/>", "2670", RXNORM)),
                AllergyIntolerance.class);
        assertThat(allergy.getClinicalStatus().getCodingFirstRep().getCode()).isEqualTo("resolved");
        assertThat(allergy.getExtensionByUrl("http://hl7.org/fhir/StructureDefinition/allergyintolerance-abatement")
                        .getValue()
                        .primitiveValue())
                .isEqualTo("2015");
        assertThat(allergy.getText().getDivAsString())
                .contains("What", "Thing, since 2010")
                .doesNotContain("Another");
    }

    private static final String PROBLEM = """
            <entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.3"/>
            <code code="CONC" codeSystem="2.16.840.1.113883.5.6"/><statusCode code="completed"/>
            <entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN">
            <templateId root="2.16.840.1.113883.10.20.22.4.4"/><id root="1.2.3" extension="p"/>
            <code code="409586006" codeSystem="2.16.840.1.113883.6.96" displayName="Complaint"/>
            <statusCode code="completed"/><effectiveTime><low value="20120806"/></effectiveTime>
            <value xsi:type="CD" code="56018004" codeSystem="2.16.840.1.113883.6.96" displayName="Wheezing"/>
            </observation></entryRelationship></act></entry>
            """;

    @Test
    void aConcernThatIsOverIsInactiveAndTheKindOfProblemIsACategory() {
        Condition condition = one(section("11450-4", "", PROBLEM), Condition.class);
        assertThat(condition.getClinicalStatus().getCodingFirstRep().getCode()).isEqualTo("inactive");
        assertThat(condition.getCategory())
                .extracting(category -> category.getCodingFirstRep().getCode())
                .containsExactly("problem-list-item", "409586006");
    }

    @Test
    void anEncountersReasonIsTheProblemItsIndicationNames() {
        String encounter = """
                <entry><encounter classCode="ENC" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.49"/>
                <id root="1.2.3" extension="e"/><code code="AMB" codeSystem="2.16.840.1.113883.5.4"/>
                <statusCode code="held"/><effectiveTime value="20260101"/>%s%s</encounter></entry>
                """;
        String indication = """
                <entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN">
                <templateId root="2.16.840.1.113883.10.20.22.4.19"/><id root="1.2.3" extension="%s"/>
                <code code="404684003" codeSystem="2.16.840.1.113883.6.96"/><statusCode code="completed"/>
                <value xsi:type="CD" code="49727002" codeSystem="2.16.840.1.113883.6.96" displayName="Cough"/>
                </observation></entryRelationship>
                """;
        Bundle bundle = section(
                "46240-8", "", encounter.formatted(indication.formatted("p"), indication.formatted("none")) + PROBLEM);
        Encounter made = one(bundle, Encounter.class);
        assertThat(made.getStatus()).isEqualTo(Encounter.EncounterStatus.PLANNED);
        assertThat(made.getReasonReferenceFirstRep().getReference())
                .isEqualTo("Condition/" + one(bundle, Condition.class).getIdPart());
        assertThat(made.getReasonCode()).hasSize(1);
        assertThat(made.getReasonCodeFirstRep().getText()).isEqualTo("Cough");
    }

    @Test
    void aMedicineKeepsItsVehicleAndItsCodedInstruction() {
        String medicine = """
                <entry><substanceAdministration classCode="SBADM" moodCode="INT">
                <templateId root="2.16.840.1.113883.10.20.22.4.16"/><id root="1.2.3" extension="m"/>
                <statusCode code="active"/><effectiveTime xsi:type="EIVL_TS" operator="A"><event code="ACM"/>
                <offset><low value="1" unit="h"/></offset></effectiveTime>
                <doseQuantity><low value="1"/><high value="2"/></doseQuantity>
                <consumable><manufacturedProduct classCode="MANU"><manufacturedMaterial>
                <code code="197361" codeSystem="2.16.840.1.113883.6.88" displayName="Amlodipine"/></manufacturedMaterial>
                </manufacturedProduct></consumable>
                <participant typeCode="CSM"><participantRole classCode="MANU">
                <templateId root="2.16.840.1.113883.10.20.22.4.24"/><playingEntity classCode="MMAT">
                <code code="387390002" codeSystem="2.16.840.1.113883.6.96" displayName="Sodium chloride"/></playingEntity>
                </participantRole></participant>
                <entryRelationship typeCode="SUBJ" inversionInd="true"><act classCode="ACT" moodCode="INT">
                <templateId root="2.16.840.1.113883.10.20.22.4.20"/>
                <code code="1153465004" codeSystem="2.16.840.1.113883.6.96" displayName="Education"/>
                <text>With water</text><statusCode code="completed"/></act></entryRelationship>
                </substanceAdministration></entry>
                """;
        MedicationRequest request = one(section("10160-0", "", medicine), MedicationRequest.class);
        Medication.MedicationIngredientComponent vehicle =
                ((Medication) request.getContained().get(0)).getIngredientFirstRep();
        assertThat(vehicle.getIsActive()).isFalse();
        assertThat(vehicle.getItemCodeableConcept().getText()).isEqualTo("Sodium chloride");
        assertThat(request.getDosageInstructionFirstRep()
                        .getAdditionalInstructionFirstRep()
                        .getText())
                .isEqualTo("Education");
        assertThat(request.getDosageInstructionFirstRep().getPatientInstruction())
                .isEqualTo("With water");
        assertThat(request.getDosageInstructionFirstRep()
                        .getTiming()
                        .getRepeat()
                        .getOffset())
                .isEqualTo(60);
        assertThat(request.getDosageInstructionFirstRep()
                        .getDoseAndRateFirstRep()
                        .hasDoseRange())
                .isTrue();
    }

    @Test
    void aVaccineHasWhoGaveItWhenItExpiresAndWhatItDid() {
        String vaccine = """
                <entry><substanceAdministration classCode="SBADM" moodCode="EVN">
                <templateId root="2.16.840.1.113883.10.20.22.4.52"/><id root="1.2.3" extension="v"/>
                <statusCode code="%s"/><effectiveTime value="20251001"/><consumable>
                <manufacturedProduct classCode="MANU"><manufacturedMaterial>
                <code code="140" codeSystem="2.16.840.1.113883.12.292"/><lotNumberText>L1</lotNumberText>
                <sdtc:expirationTime value="20261231"/></manufacturedMaterial></manufacturedProduct></consumable>
                <performer><assignedEntity><id root="2.16.840.1.113883.4.6" extension="1234567893"/></assignedEntity></performer>
                <entryRelationship typeCode="MFST"><observation classCode="OBS" moodCode="EVN">
                <templateId root="2.16.840.1.113883.10.20.22.4.9"/><code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/>
                <statusCode code="completed"/><effectiveTime><low value="20251002"/></effectiveTime>
                <value xsi:type="CD" code="247472004" codeSystem="2.16.840.1.113883.6.96" displayName="Wheal"/>
                </observation></entryRelationship></substanceAdministration></entry>
                """;
        Bundle bundle = section("11369-6", "", vaccine.formatted("completed"));
        Immunization given = one(bundle, Immunization.class);
        assertThat(given.getPerformerFirstRep()
                        .getFunction()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("AP");
        assertThat(given.getExpirationDateElement().getValueAsString()).isEqualTo("2026-12-31");
        assertThat(given.getReactionFirstRep().getDetail().getReference())
                .isEqualTo("Observation/" + one(bundle, Observation.class).getIdPart());
        assertThat(given.getReactionFirstRep().getDateElement().getValueAsString())
                .isEqualTo("2025-10-02");
        assertThat(one(section("11369-6", "", vaccine.formatted("held")), Immunization.class)
                        .getStatus())
                .isEqualTo(Immunization.ImmunizationStatus.NOTDONE);
    }

    @Test
    void aProcedureOfObservingKeepsWhatItFound() {
        String observed = """
                <entry><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.13"/>
                <id root="1.2.3" extension="o"/><code code="274025005" codeSystem="2.16.840.1.113883.6.96"/>
                <statusCode code="aborted"/><value xsi:type="CD" code="17621005" codeSystem="2.16.840.1.113883.6.96"
                displayName="Normal"/></observation></entry>
                """;
        Bundle bundle = section("47519-4", "", observed);
        Procedure procedure = one(bundle, Procedure.class);
        Observation found = one(bundle, Observation.class);
        assertThat(found.getPartOfFirstRep().getReference()).isEqualTo("Procedure/" + procedure.getIdPart());
        assertThat(found.getValueCodeableConcept().getText()).isEqualTo("Normal");
        assertThat(procedure
                        .getPerformedDateTimeType()
                        .hasExtension("http://hl7.org/fhir/StructureDefinition/data-absent-reason"))
                .isTrue();
    }

    @Test
    void aSpecimenKnowsHowItWasTakenAndAMeasuredRangeFromZeroIsAnUpperEnd() {
        String result = """
                <entry><organizer classCode="BATTERY" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.1"/>
                <id root="1.2.3" extension="r"/><code code="58410-2" codeSystem="2.16.840.1.113883.6.1"/>
                <statusCode code="active"/><specimen><specimenRole><id root="1.2.4" extension="s"/><specimenPlayingEntity>
                <code code="119297000" codeSystem="2.16.840.1.113883.6.96" displayName="Blood"/>
                <sdtc:quantity value="5" unit="mL"/></specimenPlayingEntity></specimenRole></specimen>
                <component><procedure classCode="PROC" moodCode="EVN">
                <templateId root="2.16.840.1.113883.10.20.22.4.415"/>
                <code code="17636008" codeSystem="2.16.840.1.113883.6.96"/><effectiveTime value="20260101"/>
                <targetSiteCode code="368208006" codeSystem="2.16.840.1.113883.6.96" displayName="Left arm"/></procedure>
                </component><component><observation classCode="OBS" moodCode="EVN">
                <templateId root="2.16.840.1.113883.10.20.22.4.2"/><id root="1.2.3" extension="r1"/>
                <code code="718-7" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="active"/>
                <effectiveTime value="20260101"/><value xsi:type="IVL_PQ"><low value="0" unit="g/dL"/>
                <high value="5" unit="g/dL"/></value></observation></component></organizer></entry>
                """;
        Bundle bundle = section("30954-2", "", result);
        Specimen specimen = one(bundle, Specimen.class);
        assertThat(specimen.getCollection().getBodySite().getText()).isEqualTo("Left arm");
        assertThat(specimen.getCollection().getQuantity().getValue()).hasToString("5");
        assertThat(all(bundle, Procedure.class)).isEmpty();
        Observation observation = one(bundle, Observation.class);
        assertThat(observation.getStatus()).isEqualTo(Observation.ObservationStatus.REGISTERED);
        assertThat(observation.getValueQuantity().getComparator().toCode()).isEqualTo("<=");
    }

    @Test
    void vitalSignsOfOneTimeBelongTogether() {
        String organizer = """
                <entry><organizer classCode="CLUSTER" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.26"/>
                <id root="1.2.3" extension="vs"/><code code="46680005" codeSystem="2.16.840.1.113883.6.96"/>
                <statusCode code="completed"/>%s</organizer></entry>
                """;
        String signs = sign("1", "8480-6", "120", "mm[Hg]", "202601010800+0000")
                + sign("2", "8462-4", "80", "mm[Hg]", "202601010800+0000")
                + sign("3", "8480-6", "130", "mm[Hg]", "202601010900+0000")
                + sign("4", "8462-4", "85", "mm[Hg]", "202601010900+0000")
                + sign("5", "59408-5", "93", "%", "202601010900+0000")
                + sign("6", "3151-8", "2", "L/min", "202601010900+0000");
        List<Observation> made = all(section("8716-3", "", organizer.formatted(signs)), Observation.class);
        assertThat(made.stream().filter(one -> one.getCode().hasCoding("http://loinc.org", "85354-9")))
                .hasSize(2)
                .allMatch(both -> both.getComponent().size() == 2);
        Observation saturation = made.stream()
                .filter(one -> one.getCode().hasCoding("http://loinc.org", "2708-6"))
                .findFirst()
                .orElseThrow();
        assertThat(saturation.getCode().getCoding()).extracting(Coding::getCode).containsExactly("59408-5", "2708-6");
        assertThat(saturation.getComponentFirstRep().getValueQuantity().getValue())
                .hasToString("2");
        assertThat(saturation.getPerformerFirstRep().getReference()).startsWith("Practitioner/");
        Observation panel = made.get(made.size() - 1);
        assertThat(panel.getEffectivePeriod().getEndElement().getValueAsString())
                .startsWith("2026-01-01T09:00");
    }

    private static String sign(String id, String code, String value, String unit, String time) {
        return "<component><observation classCode=\"OBS\" moodCode=\"EVN\">"
                + "<templateId root=\"2.16.840.1.113883.10.20.22.4.27\"/><id root=\"1.2.9\" extension=\"" + id + "\"/>"
                + "<code code=\"" + code + "\" codeSystem=\"2.16.840.1.113883.6.1\"/><statusCode code=\"completed\"/>"
                + "<effectiveTime value=\"" + time + "\"/><value xsi:type=\"PQ\" value=\"" + value + "\" unit=\"" + unit
                + "\"/><author><time value=\"20260101\"/><assignedAuthor><id root=\"2.16.840.1.113883.4.6\""
                + " extension=\"1234567893\"/><assignedPerson><name><family>Writer</family></name></assignedPerson>"
                + "</assignedAuthor></author></observation></component>";
    }

    /** FHIR has no recorder or interpreter of every kind: an organization or a device wrote it all the same. */
    @Test
    void whatAnOrganizationOrADeviceWroteHasNoPersonThatRecordedIt() {
        String organization = "<author><time value=\"20260101\"/><assignedAuthor><id root=\"1.2.8\" extension=\"o\"/>"
                + "<representedOrganization><id root=\"1.2.8\" extension=\"o\"/><name>North</name>"
                + "</representedOrganization></assignedAuthor></author>";
        String device = "<author><time value=\"20260101\"/><assignedAuthor><id root=\"1.2.8\" extension=\"d\"/>"
                + "<assignedAuthoringDevice><softwareName>Chart</softwareName></assignedAuthoringDevice>"
                + "</assignedAuthor></author>";
        for (String author : List.of(organization, device)) {
            Bundle problems = section(
                    "11450-4", "", PROBLEM.replace("</value>", "").replace("Wheezing\"/>", "Wheezing\"/>" + author));
            assertThat(one(problems, Condition.class).hasRecorder()).isFalse();
            assertThat(all(problems, Provenance.class).stream()
                            .flatMap(provenance -> provenance.getTarget().stream())
                            .anyMatch(target -> target.getReference().startsWith("Condition/")))
                    .isTrue();
        }
        String performer = "<entry><observation classCode=\"OBS\" moodCode=\"EVN\">"
                + "<templateId root=\"2.16.840.1.113883.10.20.22.4.2\"/><id root=\"1.2.3\" extension=\"r1\"/>"
                + "<code code=\"718-7\" codeSystem=\"2.16.840.1.113883.6.1\"/><statusCode code=\"completed\"/>"
                + device.replace("author>", "performer>").replace("assignedAuthor>", "assignedEntity>")
                + "</observation></entry>";
        assertThat(one(section("30954-2", "", performer), Observation.class).hasPerformer())
                .isFalse();
    }

    @Test
    void aNoteReplacesAnotherAndNamesItsEncounter() {
        String note = """
                <entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.202"/>
                <id root="1.2.3" extension="n"/><code code="34109-9" codeSystem="2.16.840.1.113883.6.1"/>
                <text><reference value="#row"/></text><statusCode code="completed"/><effectiveTime value="20260101"/>
                <entryRelationship typeCode="COMP"><encounter classCode="ENC" moodCode="EVN">
                <id root="1.2.3" extension="visit"/></encounter></entryRelationship>
                <reference typeCode="RPLC"><externalDocument><id root="1.2.3" extension="old"/></externalDocument></reference>
                </act></entry>
                """;
        Bundle bundle = section("34109-9", ROWS, note);
        DocumentReference reference = all(bundle, DocumentReference.class).stream()
                .filter(one -> one.hasRelatesTo())
                .findFirst()
                .orElseThrow();
        assertThat(reference.getRelatesToFirstRep().getCode().toCode()).isEqualTo("replaces");
        assertThat(reference.getRelatesToFirstRep().getTarget().getIdentifier().getValue())
                .isEqualTo("old");
        assertThat(reference.getContext().getEncounterFirstRep().getReference())
                .isEqualTo("Encounter/" + one(bundle, Encounter.class).getIdPart());
    }
}
