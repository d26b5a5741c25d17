package org.consentry.mappers.fhirversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionIssue;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ConversionReport.FieldOutcome;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FhirVersionMapperTests {

    private static final ConversionContext CONTEXT = new ConversionContext("old", ZoneOffset.UTC);
    private final FhirVersionMapper mapper = new FhirVersionMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"resourceType\":\"Nonsense\"}",
                "{\"resourceType\":\"Bundle\"}",
                "{\"a\":1e99999999}"
            })
    void rejectsWhatIsNoResource(String json) {
        assertThat(mapper.convert(json.getBytes(StandardCharsets.UTF_8), FhirVersion.STU3, CONTEXT))
                .isInstanceOf(Conversion.Rejected.class);
    }

    /** Each lacks what its own version requires already, or says nothing where it should. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'resourceType':'Composition','id':'1','type':{'text':'note'},'subject':{'display':'x'},"
                        + "'date':'2018-01-01','author':[{'display':'y'}],'title':'t'}",
                "{'resourceType':'DocumentReference','id':'1','type':{'text':'note'},'indexed':'2018-01-01T00:00:00Z',"
                        + "'content':[{'attachment':{'title':'t'}}]}",
                "{'resourceType':'Goal','id':'1','description':{'text':'walk'},'subject':{}}",
                "{'resourceType':'Flag','id':'1','code':{'text':'falls'},'subject':{'display':'x'}}",
                "{'resourceType':'Task','id':'1'}",
                "{'resourceType':'Patient','id':'1','extension':[{'url':'urn:x'},{'url':'urn:y','valueString':'a',"
                        + "'extension':[{'url':'urn:z','valueCode':'b'}]}]}",
                "{'resourceType':'Patient','id':'1','contained':[{'resourceType':'Organization','id':'o','name':'x'}]}",
                "{'resourceType':'Binary','id':'1','content':'AA=='}",
                "{'resourceType':'Observation','id':'1','code':{'coding':[{'system':'http://loinc.org','display':'x'}]},"
                        + "'status':'final','text':{'status':'generated'},'performer':[{}],'subject':{'display':'x'},"
                        + "'extension':[{'valueString':'of what?'}],'valueQuantity':{'value':1,'code':'mg'}}",
                "{'resourceType':'Patient','id':'1','telecom':[{'value':'555'},{}],'text':{'div':"
                        + "'<div xmlns=\\'http://www.w3.org/1999/xhtml\\'>x</div>'}}",
                "{'resourceType':'Encounter','id':'1','status':'finished','class':{'code':'AMB'},"
                        + "'length':{'value':5,'code':'min'}}"
            })
    void isValidAlthoughTheSourceIsNot(String json) {
        String converted = convert(json.replace("\\'", "\\\"").replace('\'', '"'), FhirVersion.STU3);

        assertThat(R4Validator.errors(converted)).isEmpty();
    }

    @Test
    void saysOfAStatusThatNobodySentThatItIsAssumed() {
        String json = convert("""
                {"resourceType":"Flag","id":"1","code":{"text":"falls"},"subject":{"display":"x"}}
                """, FhirVersion.STU3);

        assertThat(json).contains("\"status\":\"active\"").contains("StructureDefinition/assumed");
    }

    /** Types on which HAPI's converters throw; each was rejected once. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resourceType\":\"DeviceRequest\",\"id\":\"1\",\"status\":\"active\",\"intent\":{\"coding\":"
                        + "[{\"code\":\"order\"}]},\"codeCodeableConcept\":{\"text\":\"cane\"},\"subject\":{\"display\":\"x\"}}",
                "{\"resourceType\":\"NutritionOrder\",\"id\":\"1\",\"status\":\"active\",\"dateTime\":\"2014-09-17\","
                        + "\"patient\":{\"display\":\"x\"}}",
                "{\"resourceType\":\"ClinicalImpression\",\"id\":\"1\",\"status\":\"draft\",\"subject\":{\"display\":\"x\"}}",
                "{\"resourceType\":\"SupplyRequest\",\"id\":\"1\",\"orderedItem\":{\"quantity\":{\"value\":2},"
                        + "\"itemCodeableConcept\":{\"text\":\"gauze\"}}}",
                "{\"resourceType\":\"VisionPrescription\",\"id\":\"1\",\"status\":\"active\",\"patient\":{\"display\":\"x\"},"
                        + "\"prescriber\":{\"display\":\"y\"},\"dateWritten\":\"2014-06-15\",\"dispense\":[{\"product\":"
                        + "{\"coding\":[{\"code\":\"lens\"}]},\"eye\":\"right\",\"sphere\":-2.00}]}",
                "{\"resourceType\":\"AdverseEvent\",\"id\":\"1\",\"category\":\"AE\",\"type\":{\"text\":\"rash\"},"
                        + "\"subject\":{\"display\":\"x\"}}"
            })
    void shapesTypesWithoutAConverterByR4sDefinitions(String json) {
        Conversion conversion = mapper.convert(json.getBytes(StandardCharsets.UTF_8), FhirVersion.STU3, CONTEXT);

        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        assertThat(R4Validator.errors(FhirJson.write(((Conversion.Converted) conversion).transactionBundle())))
                .isEmpty();
    }

    /** A date that is none is a fault of the sender's, and no reason to read the rest by rules for other types. */
    @Test
    void rejectsABrokenResourceOfATypeThatHasAConverter() {
        byte[] condition = """
                {"resourceType":"Condition","id":"c","clinicalStatus":"active","verificationStatus":"confirmed",
                 "subject":{"display":"x"},"assertedDate":"odd"}
                """.getBytes(StandardCharsets.UTF_8);

        assertThat(mapper.convert(condition, FhirVersion.STU3, CONTEXT)).isInstanceOf(Conversion.Rejected.class);
    }

    /** HAPI's models say this by a plain java.lang.Error, which went all the way to the caller. */
    @Test
    void convertsTheRestWhereAConverterThrowsOnOneElement() {
        String json = convert("""
                {"resourceType":"Condition","id":"c","clinicalStatus":"resolved","verificationStatus":"confirmed",
                 "code":{"text":"measles"},"subject":{"reference":"Patient/1"},"abatementBoolean":true}
                """, FhirVersion.STU3);

        assertThat(json)
                .contains("stu3-Condition.abatementBoolean\",\"valueBoolean\":true")
                .contains("measles");
        assertThat(R4Validator.errors(json)).isEmpty();
    }

    @Test
    void keepsTypesThatR4NoLongerHas() {
        String json = convert("""
                {"resourceType":"ProcessRequest","id":"p","status":"active","action":"poll",
                 "organization":{"reference":"Organization/1"},"item":[{"sequenceLinkId":4}]}
                """, FhirVersion.STU3);

        assertThat(json)
                .contains("\"url\":\"Basic/p\"")
                .contains("stu3-ProcessRequest.action\",\"valueCode\":\"poll\"")
                .contains("{\"url\":\"sequenceLinkId\",\"valueInteger\":4}");
        assertThat(R4Validator.errors(json)).isEmpty();
    }

    /** Both are ServiceRequests in R4: one took the other's place. */
    @Test
    void keepsApartTwoTypesThatBecameOne() {
        String json = convert("""
                {"resourceType":"Bundle","type":"collection","entry":[
                 {"resource":{"resourceType":"ProcedureRequest","id":"1","status":"active","intent":"order",
                  "code":{"text":"scan"},"subject":{"reference":"Patient/1"}}},
                 {"resource":{"resourceType":"ReferralRequest","id":"1","status":"active","intent":"order",
                  "description":"to a heart clinic","subject":{"reference":"Patient/1"}}},
                 {"resource":{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},
                  "basedOn":[{"reference":"ReferralRequest/1"}]}}]}
                """, FhirVersion.STU3);

        assertThat(json)
                .contains("scan")
                .contains("to a heart clinic")
                .doesNotContain("\"basedOn\":[{\"reference\":\"ServiceRequest/1\"}]")
                .containsPattern("\"basedOn\":\\[\\{\"reference\":\"ServiceRequest/[0-9a-f-]{36}\"");
    }

    @Test
    void tellsOfAResourceThatAnotherOneReplaces() {
        Conversion conversion = mapper.convert("""
                {"resourceType":"Bundle","type":"collection","entry":[
                 {"resource":{"resourceType":"Patient","id":"1","gender":"male"}},
                 {"resource":{"resourceType":"Patient","id":"1","gender":"female"}},
                 {"request":{"method":"DELETE","url":"Patient/2"}}]}
                """.getBytes(StandardCharsets.UTF_8), FhirVersion.STU3, CONTEXT);

        assertThat(conversion.report().issues())
                .extracting(ConversionIssue::kind)
                .containsExactly("told-twice", "not-deleted");
    }

    @Test
    void rejectsANameThatStandsTwice() {
        byte[] twice = "{\"resourceType\":\"Patient\",\"id\":\"1\",\"gender\":\"male\",\"gender\":\"female\"}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(mapper.convert(twice, FhirVersion.STU3, CONTEXT)).isInstanceOf(Conversion.Rejected.class);
    }

    /** The converter made a midnight of it, in the zone of the machine. */
    @Test
    void leavesADayADay() {
        String json = convert("""
                {"resourceType":"Condition","id":"c","patient":{"reference":"Patient/1"},"dateRecorded":"2015-04",
                 "code":{"text":"x"},"verificationStatus":"confirmed"}
                """, FhirVersion.DSTU2);

        assertThat(json).contains("\"recordedDate\":\"2015-04\"").doesNotContain("dstu2-Condition");
    }

    @Test
    void namesWhatItCarriesInTheReportAndNeverItsValue() {
        Conversion conversion = mapper.convert("""
                {"resourceType":"Account","id":"a","status":"active","balance":{"value":730017},
                 "Zq secret":"Zq secret"}
                """.getBytes(StandardCharsets.UTF_8), FhirVersion.STU3, CONTEXT);

        assertThat(conversion.report().fields())
                .filteredOn(field -> field.fate() == Fate.PRESERVED)
                .extracting(FieldOutcome::path)
                .containsExactly("Account.balance", "Account.unnamed");
    }

    @Test
    void keepsWhatR4HasNoPlaceFor() {
        String json = convert("""
                {"resourceType":"NutritionOrder","id":"n","status":"active","dateTime":"2014-09-17",
                 "patient":{"display":"x"},"bedtimeStory":"yes"}
                """, FhirVersion.STU3);

        assertThat(json).contains("stu3-NutritionOrder.bedtimeStory").contains("\"valueString\":\"yes\"");
    }

    @Test
    void leavesAReferenceToNothingContainedWithItsWords() {
        String json = convert("""
                {"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},
                 "subject":{"reference":"#nobody"}}
                """, FhirVersion.STU3);

        assertThat(json).contains("not in the source: #nobody").doesNotContain("\"reference\":\"#nobody\"");
    }

    /** Found by the fuzzer: an exception of the number parser escaped. */
    @Test
    void rejectsAnExponentBeyondAnyNumber() {
        String json =
                "{\"resourceType\":\"Patient\",\"a\":" + "6".repeat(37) + "33333e333333333" + "6".repeat(40) + "}";

        assertThat(new FhirVersionMapper().convert(json.getBytes(StandardCharsets.UTF_8), FhirVersion.STU3, CONTEXT))
                .isInstanceOf(Conversion.Rejected.class);
    }

    @Test
    void tellsWhereJsonBreaksOffAndNeverWhatStoodThere() {
        Conversion conversion = new FhirVersionMapper()
                .convert(
                        "{\"resourceType\":\"Patient\",\n \"name\":Zq".getBytes(StandardCharsets.UTF_8),
                        FhirVersion.STU3,
                        CONTEXT);

        assertThat(conversion.report().issues()).singleElement().satisfies(issue -> assertThat(issue.text())
                .contains("line 2, column")
                .doesNotContain("Zq"));
    }

    @Test
    void rejectsNestingWithoutEnd() {
        byte[] deep = "{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8);

        assertThat(mapper.convert(deep, FhirVersion.STU3, CONTEXT)).isInstanceOf(Conversion.Rejected.class);
    }

    @Test
    void refusesANumberThatWouldFillTheMemory() {
        String observation = """
                {"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},
                 "valueQuantity":{"value":1e99999999}}
                """;

        assertThat(mapper.convert(observation.getBytes(StandardCharsets.UTF_8), FhirVersion.STU3, CONTEXT))
                .isInstanceOf(Conversion.Rejected.class);
    }

    @Test
    void keepsThePrecisionOfANumber() {
        String json = convert("""
                {"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},
                 "valueQuantity":{"value":7.10}}
                """, FhirVersion.STU3);

        assertThat(json).contains("\"value\":7.10}");
    }

    @Test
    void pointsReferencesInsideTheBundleAtTheirResources() {
        String json = convert("""
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"fullUrl":"urn:uuid:c97c342a-f3a1-3943-78bd-c12dbd4cd894","resource":{"resourceType":"Patient"}},
                 {"resource":{"resourceType":"Procedure","id":"x","status":"completed","code":{"text":"scan"},
                  "subject":{"reference":"urn:uuid:c97c342a-f3a1-3943-78bd-c12dbd4cd894"}}}]}
                """, FhirVersion.STU3);

        assertThat(json).contains("\"subject\":{\"reference\":\"Patient/c97c342a-f3a1-3943-78bd-c12dbd4cd894\"}");
        assertThat(R4Validator.errors(json)).isEmpty();
    }

    @Test
    void keepsTheStatusOfAProcedure() {
        String json = convert(
                "{\"resourceType\":\"Procedure\",\"id\":\"x\",\"status\":\"aborted\",\"subject\":{\"reference\":\"Patient/1\"},\"code\":{\"text\":\"scan\"}}",
                FhirVersion.DSTU2);

        assertThat(json).contains("\"status\":\"stopped\"");
    }

    @Test
    void convertsDevicesThatTheUsualConverterThrowsOn() {
        String json = convert(
                "{\"resourceType\":\"Device\",\"id\":\"d\",\"status\":\"available\",\"udi\":\"(01)123\",\"type\":{\"text\":\"meter\"}}",
                FhirVersion.DSTU2);

        assertThat(json).contains("\"carrierHRF\":\"(01)123\"").contains("\"status\":\"active\"");
        assertThat(R4Validator.errors(json)).isEmpty();
    }

    @Test
    void givesCodeSystemsTheirNewNames() {
        String json = convert("""
                {"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},
                 "category":[{"coding":[{"system":"http://hl7.org/fhir/observation-category","code":"laboratory"}]}]}
                """, FhirVersion.STU3);

        assertThat(json).contains("http://terminology.hl7.org/CodeSystem/observation-category");
    }

    private String convert(String json, FhirVersion version) {
        Conversion conversion = mapper.convert(json.getBytes(StandardCharsets.UTF_8), version, CONTEXT);
        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        return FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
    }
}
