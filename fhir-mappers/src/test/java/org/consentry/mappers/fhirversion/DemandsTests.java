package org.consentry.mappers.fhirversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R4's rules on elements that stand together, each broken by a source: what comes out keeps it, and loses nothing. */
class DemandsTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "ait-2|AllergyIntolerance|'verificationStatus':'entered-in-error','clinicalStatus':'active',"
                        + "'patient':{'display':'x'}|active",
                "app-3|Appointment|'status':'booked','participant':[{'status':'accepted'}]|booked",
                "app-2|Appointment|'status':'proposed','start':'2017-01-01T10:00:00Z'|2017-01-01T10:00:00",
                "app-4|Appointment|'status':'booked','reason':[{'text':'r'}]|booked",
                "sev-1|AuditEvent|'entity':[{'name':'Zq','query':'AAAA'}]|Zq",
                "cpl-3|CarePlan|'status':'active','activity':[{'reference':{'reference':'Task/zq'},'detail':"
                        + "{'description':'walk'}}]|Task/zq",
                "ctm-1|CareTeam|'participant':[{'member':{'reference':'Patient/1'},'onBehalfOf':"
                        + "{'reference':'Organization/zq'}}]|Organization/zq",
                "cmp-1|Composition|'status':'final','section':[{'title':'Zq'}]|Zq",
                "cmp-1 with a reason|Composition|'status':'final','section':[{'title':'Zq','emptyReason':{'text':'none'}}]"
                        + "|none",
                "cmp-2|Composition|'status':'final','section':[{'entry':[{'reference':'Observation/zq'}],"
                        + "'emptyReason':{'text':'none'}}]|none",
                "con-4|Condition|'clinicalStatus':'active','abatementDateTime':'2017','subject':{'display':'x'}|2017",
                "con-5|Condition|'clinicalStatus':'resolved','verificationStatus':'entered-in-error',"
                        + "'abatementDateTime':'2017','subject':{'display':'x'}|2017",
                "con-1|Condition|'clinicalStatus':'active','stage':{'extension':[{'url':'urn:q','valueString':'Zq'}]}|Zq",
                "fhs-1|FamilyMemberHistory|'status':'completed','ageString':'Zq','bornDate':'1920'|Zq",
                "fhs-2|FamilyMemberHistory|'status':'completed','estimatedAge':true|true",
                "grp-1|Group|'type':'person','actual':false,'member':[{'entity':{'reference':'Patient/zq'}}]|Patient/zq",
                "grp-1 of nobody knows what|Group|'type':'person','member':[{'entity':{'reference':'Patient/zq'}}]"
                        + "|'member':[{",
                "gol-1|Goal|'status':'accepted','target':{'detailCodeableConcept':{'text':'Zq'}}|Zq",
                "imm-1|Immunization|'status':'completed','education':[{'publicationDate':'2017'}]|2017",
                "imr-1|ImmunizationRecommendation|'recommendation':[{'doseNumber':2,'description':'Zq'}]|Zq",
                "lnk-1|Linkage|'item':[{'type':'source','resource':{'reference':'Patient/zq'}}]|Patient/zq",
                "lst-1|List|'mode':'working','emptyReason':{'text':'none'},'entry':[{'item':{'display':'Zq'}}]|none",
                "lst-2|List|'mode':'working','entry':[{'deleted':true,'item':{'display':'Zq'}}]|true",
                "lst-3|List|'mode':'snapshot','entry':[{'date':'2017','item':{'display':'Zq'}}]|2017",
                "mad-1|MedicationAdministration|'status':'completed','dosage':{'text':'Zq'}|Zq",
                "mdd-1|MedicationDispense|'status':'completed','whenPrepared':'2017-02-02','whenHandedOver':'2017-01-01'"
                        + "|2017-01-01",
                "obs-6|Observation|'status':'final','code':{'text':'x'},'valueString':'v','dataAbsentReason':{'text':'Zq'}"
                        + "|Zq",
                "obs-7|Observation|'status':'final','code':{'coding':[{'system':'urn:s','code':'c'}]},'valueString':'v',"
                        + "'component':[{'code':{'coding':[{'system':'urn:s','code':'c'}]},'valueString':'Zq'}]|Zq",
                "obs-3|Observation|'status':'final','code':{'text':'x'},'referenceRange':[{'type':{'text':'Zq'}}]|Zq",
                "pat-1|Patient|'contact':[{'gender':'male'}]|male",
                "qrs-1|QuestionnaireResponse|'status':'completed','item':[{'linkId':'1','answer':[{'valueString':'a'}],"
                        + "'item':[{'linkId':'Zq'}]}]|Zq",
                "rqg-1|RequestGroup|'status':'active','action':[{'title':'Zq'}]|Zq",
                "ras-1|RiskAssessment|'status':'final','prediction':[{'probabilityRange':{'low':{'value':5}}}]|5",
                "ras-2|RiskAssessment|'status':'final','prediction':[{'probabilityDecimal':230}]|230",
                "msq-6|Sequence|'coordinateSystem':1,'referenceSeq':{'windowStart':3,'windowEnd':5}|3",
                "msq-3|Sequence|'coordinateSystem':7|7",
                "age-1|Condition|'clinicalStatus':'active','onsetAge':{'value':52,'unit':'years'}|52",
                "age-1 of nothing|Condition|'clinicalStatus':'active','onsetAge':{'value':0,'unit':'zqs'}|zqs",
                "drt-1|Encounter|'status':'finished','length':{'unit':'min','code':'min',"
                        + "'system':'http://unitsofmeasure.org'}|min",
                "rng-2|Observation|'status':'final','code':{'text':'x'},'valueRange':{'low':{'value':9},'high':{'value':3}}"
                        + "|'value':9",
                "rat-1|Observation|'status':'final','code':{'text':'x'},'valueRatio':{'numerator':{'value':9}}|9",
                "sqty-1|Observation|'status':'final','code':{'text':'x'},'referenceRange':[{'low':{'value':3,"
                        + "'comparator':'<'}}]|<",
                "tim-1|ProcedureRequest|'status':'active','occurrenceTiming':{'repeat':{'duration':3,'period':1}}|3",
                "tim-5|ProcedureRequest|'status':'active','occurrenceTiming':{'repeat':{'period':-1,'periodUnit':'d'}}|-1",
                "tim-9|ProcedureRequest|'status':'active','occurrenceTiming':{'repeat':{'offset':30,'when':['CM']}}|30",
                "tim-10|ProcedureRequest|'status':'active','occurrenceTiming':{'repeat':{'timeOfDay':['08:00:00'],"
                        + "'when':['HS']}}|HS",
                "att-1|DocumentReference|'status':'current','content':[{'attachment':{'data':'AAAA'}}]|AAAA",
                "txt-1|Patient|'text':{'status':'generated','div':'<div xmlns=^http://www.w3.org/1999/xhtml^>"
                        + "<script>Zq</script></div>'}|Zq",
                "txt-2|Patient|'text':{'status':'generated','div':'<div xmlns=^http://www.w3.org/1999/xhtml^> </div>'}"
                        + "|generated",
                "dom-2|Patient|'contained':[{'resourceType':'Organization','id':'o','name':'a','contained':["
                        + "{'resourceType':'Organization','id':'#p_1','name':'Zq'}],'partOf':{'reference':'#p_1'}}]|Zq",
                "dom-4|Patient|'contained':[{'resourceType':'Organization','id':'o','name':'a','meta':"
                        + "{'versionId':'Zq','lastUpdated':'2017-01-01T00:00:00Z'}}]|Zq",
                "dom-5|Patient|'contained':[{'resourceType':'Organization','id':'o','name':'a','meta':"
                        + "{'security':[{'code':'Zq'}]}}]|Zq"
            })
    void isMetByWhatDoesNotKeepIt(String rule, String type, String elements, String kept) {
        String source = ("{'resourceType':'" + type + "','id':'1'," + elements + "}")
                .replace('\'', '"')
                .replace("^", "\\\"");

        Conversion conversion = new FhirVersionMapper()
                .convert(
                        source.getBytes(StandardCharsets.UTF_8),
                        FhirVersion.STU3,
                        new ConversionContext("demands", ZoneOffset.UTC));

        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        String json = FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
        assertThat(R4Validator.errors(json)).isEmpty();
        assertThat(json).contains(kept.replace('\'', '"'));
        assertThat(conversion.report().fields()).noneMatch(field -> field.fate() == Fate.FAILED);
    }
}
