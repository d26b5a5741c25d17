package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Patients with every kind of name and number, who stand in every place of every kind of resource where somebody may
 * write them. Nothing of them may leave, whatever the policy, also where it keeps scrubbed text.
 */
class HostilePatientsTests {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
    private static final List<List<String>> PEOPLE = List.of(
            List.of("O'Shaughnessy-Lindqvist", "Máire Bríd", "1931-02-28", "03601"),
            List.of("von der Mühlenbeck", "Jürgen", "1934-12-31", "05999"),
            List.of("D’Ambrosio", "Zoë Quendolyn", "1988-07-04", "10203"),
            List.of("Nguyễn Phước", "Thị Xuyến", "1971-11-11", "82101"),
            List.of("Ibn Khaldūn", "ʿAbd al-Raḥmān", "1925-01-01", "87900"),
            List.of("Þorvaldsdóttir", "Ásgerður", "2019-06-30", "69201"),
            List.of("St. Clairemont", "J. Bartholomew Q.", "1940-05-05", "99401"));
    /** Everything that people write into: the patient's own words stand at NAME, TEXT, DATE, PHONE, URL and CODE. */
    private static final List<String> RESOURCES = List.of(
            "{'resourceType':'Observation','status':'final','code':{'text':'TEXT'},'subject':{'reference':'Patient/ID',"
                    + "'display':'NAME'},'valueString':'TEXT','note':[{'authorString':'NAME','text':'TEXT'}],"
                    + "'interpretation':[{'text':'TEXT'}],'component':[{'code':{'text':'TEXT'},'valueString':'TEXT'}],"
                    + "'effectiveDateTime':'DATE','extension':[{'url':'URL','valueString':'TEXT'}]}",
            "{'resourceType':'DocumentReference','status':'current','description':'TEXT','subject':{'reference':"
                    + "'Patient/ID'},'content':[{'attachment':{'contentType':'application/pdf; name=\"NAME.pdf\"','title':"
                    + "'NAME scan','url':'URL','data':'Tk9O'}}],'masterIdentifier':{'system':'urn:x','value':'CODE'}}",
            "{'resourceType':'Condition','subject':{'reference':'Patient/ID'},'code':{'coding':[{'system':'urn:local',"
                    + "'code':'CODE','display':'NAME disease'}],'text':'NAME has it'},'onsetString':'TEXT',"
                    + "'abatementString':'TEXT','recorder':{'display':'NAME'},'evidence':[{'detail':[{'display':'NAME'}]}]}",
            "{'resourceType':'Encounter','status':'finished','class':{'code':'AMB','display':'NAME'},'identifier':[{"
                    + "'value':'CODE'}],'reasonCode':[{'text':'TEXT'}],'location':[{'location':{'display':'TEXT'}}],"
                    + "'hospitalization':{'preAdmissionIdentifier':{'value':'CODE'},'dietPreference':[{'text':'NAME'}]}}",
            "{'resourceType':'DiagnosticReport','status':'final','code':{'text':'TEXT'},'conclusion':'TEXT',"
                    + "'presentedForm':[{'contentType':'text/plain','title':'NAME','data':'Tk9O'}],'media':[{'comment':"
                    + "'TEXT','link':{'reference':'Media/NAME'}}]}",
            "{'resourceType':'MedicationRequest','status':'active','intent':'order','dosageInstruction':[{'text':'TEXT',"
                    + "'patientInstruction':'TEXT'}],'groupIdentifier':{'value':'CODE'},'note':[{'text':'TEXT'}],"
                    + "'dispenseRequest':{'performer':{'display':'NAME'}}}",
            "{'resourceType':'Device','patient':{'reference':'Patient/ID'},'serialNumber':'CODE','lotNumber':'CODE',"
                    + "'distinctIdentifier':'CODE','udiCarrier':[{'deviceIdentifier':'CODE','carrierHRF':'CODE'}],"
                    + "'deviceName':[{'name':'NAME pacemaker','type':'user-friendly-name'}],'url':'URL','note':[{'text':'TEXT'}]}",
            "{'resourceType':'QuestionnaireResponse','status':'completed','item':[{'linkId':'NAME','text':'TEXT','answer':[{"
                    + "'valueString':'TEXT'},{'valueDate':'DATE'},{'valueUri':'URL'},{'valueCoding':{'display':'NAME'}},"
                    + "{'valueAttachment':{'title':'NAME','url':'URL'}}]}]}",
            "{'resourceType':'Communication','status':'completed','payload':[{'contentString':'TEXT'},{"
                    + "'contentAttachment':{'title':'NAME'}}],'topic':{'text':'NAME'}}",
            "{'resourceType':'Composition','status':'final','type':{'text':'TEXT'},'title':'NAME letter','section':[{"
                    + "'title':'About NAME','text':{'status':'generated','div':'<div>TEXT</div>'}}],'attester':[{'party':{"
                    + "'display':'NAME'}}]}",
            "{'resourceType':'Coverage','status':'active','subscriberId':'CODE','dependent':'CODE','class':[{'value':"
                    + "'CODE','name':'NAME'}],'beneficiary':{'reference':'Patient/ID','display':'NAME'}}",
            "{'resourceType':'ImagingStudy','status':'available','identifier':[{'value':'CODE'}],'series':[{'uid':'CODE',"
                    + "'description':'TEXT','instance':[{'uid':'CODE','title':'NAME'}]}],'description':'TEXT'}",
            "{'resourceType':'FamilyMemberHistory','status':'completed','name':'NAME','relationship':{'text':'NAME'},"
                    + "'bornString':'TEXT','ageString':'TEXT','deceasedString':'TEXT','note':[{'text':'TEXT'}]}",
            "{'resourceType':'Appointment','status':'booked','description':'TEXT','comment':'TEXT','patientInstruction':"
                    + "'TEXT','participant':[{'actor':{'display':'NAME'},'status':'accepted'}]}",
            "{'resourceType':'Goal','lifecycleStatus':'active','description':{'text':'NAME walks'},'target':[{"
                    + "'detailString':'TEXT'}],'note':[{'text':'TEXT'}],'statusReason':'TEXT'}",
            "{'resourceType':'List','status':'current','mode':'working','title':'NAME','note':[{'text':'TEXT'}],'entry':[{"
                    + "'item':{'reference':'Patient/ID','display':'NAME'}}]}",
            "{'resourceType':'Observation','status':'final','code':{'coding':[{'system':'http://loinc.org','code':'8867-4'}]},"
                    + "'contained':[{'resourceType':'RelatedPerson','id':'r','name':[{'text':'NAME'}],'telecom':[{'value':"
                    + "'PHONE'}]}],'performer':[{'reference':'#r','display':'NAME'}],'text':{'status':'generated','div':"
                    + "'<div>TEXT</div>'},'meta':{'source':'URL','tag':[{'system':'urn:local','code':'CODE','display':'NAME'}]}}");

    private record Patient(List<String> who) {
        String name() {
            return who.get(1) + " " + who.get(0);
        }

        String phone() {
            return "+1 617 555 0" + (100 + who.get(0).length());
        }

        String code() {
            return "ZQ-"
                    + Integer.toString((who.get(0).hashCode() & 0xFFFFF), 36).toUpperCase(Locale.ROOT) + "-77";
        }

        String url() {
            return "https://records.example.test/people/" + code();
        }

        String mail() {
            return "person." + (who.get(0).hashCode() & 0xFFFFF) + "@example.test";
        }

        String text() {
            String reversed = who.get(0).toUpperCase(Locale.ROOT) + ", " + who.get(1);
            return name() + " (" + reversed + "), born " + who.get(2) + ", of 17 Zwischenbrücken Lane, Quillfeatherton "
                    + who.get(3) + ", " + phone() + ", " + mail() + ", MRN " + code() + ", see " + url();
        }

        String json() {
            return "{'resourceType':'Patient','id':'" + code().toLowerCase(Locale.ROOT)
                    + "','identifier':[{'system':'urn:mrn','value':'" + code() + "'}],'name':[{'family':'" + who.get(0)
                    + "','given':['" + String.join("','", who.get(1).split(" ", -1)) + "'],'text':'" + name()
                    + "'}],'telecom':[{'system':'phone','value':'" + phone() + "'},{'system':'email','value':'" + mail()
                    + "'}],'gender':'female','birthDate':'" + who.get(2)
                    + "','address':[{'line':['17 Zwischenbrücken Lane'],"
                    + "'city':'Quillfeatherton','state':'MA','postalCode':'" + who.get(3) + "'}]}";
        }

        /** What may stand nowhere. */
        List<String> secrets() {
            List<String> secrets = new ArrayList<>(List.of(
                    name(), who.get(0), phone(), code(), mail(), "Zwischenbrücken", "Quillfeatherton", who.get(2)));
            secrets.add(code().toLowerCase(Locale.ROOT));
            for (String word : who.get(0).split("[ '’-]", -1)) {
                if (word.length() > 4) {
                    secrets.add(word);
                }
            }
            return secrets;
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"safe-harbor", "safe-harbor+scrubbed-text", "research-shifted", "research-shifted+scrubbed-text"})
    void nothingOfThemLeaves(String policy) throws IOException {
        Policy named = Policy.named(policy);
        Deidentifier deidentifier = Deidentifier.of(
                named, ProjectKey.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII)), TODAY);
        LeakPatterns patterns = LeakScanner.forPolicy(named);
        StringBuilder out = new StringBuilder();
        List<String> secrets = new ArrayList<>();
        for (List<String> who : PEOPLE) {
            Patient patient = new Patient(who);
            PatientFacts facts = PatientFacts.of(quoted(patient.json()));
            patterns.add(facts.identity());
            secrets.addAll(patient.secrets());
            out.append(left(deidentifier, patient.json(), facts));
            for (String resource : RESOURCES) {
                out.append(left(deidentifier, filled(resource, patient), facts));
            }
        }
        String left = out.toString();

        for (String secret : secrets) {
            int at = left.indexOf(secret);
            assertThat(at)
                    .as("%s in …%s", secret, at < 0 ? "" : left.substring(Math.max(0, at - 120), at + 40))
                    .isNegative();
        }
        assertThat(patterns.build().scan("out", new ByteArrayInputStream(left.getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
        for (String zip : List.of("036", "059", "102", "821", "879", "692")) {
            assertThat(left).doesNotContain("\"postalCode\":\"" + zip);
        }
        assertThat(left).doesNotContainPattern("\"birthDate\":\"19(?:2|3[0-6])");
    }

    private static String left(Deidentifier deidentifier, String resource, PatientFacts facts) {
        return deidentifier.apply(quoted(resource), facts) instanceof Outcome.Kept kept
                ? new String(kept.json(), StandardCharsets.UTF_8) + "\n"
                : "";
    }

    private static String filled(String resource, Patient patient) {
        return resource.replace("NAME", patient.name())
                .replace("TEXT", patient.text())
                .replace("DATE", patient.who().get(2))
                .replace("PHONE", patient.phone())
                .replace("URL", patient.url())
                .replace("CODE", patient.code())
                .replace("Patient/ID", "Patient/" + patient.code().toLowerCase(Locale.ROOT));
    }

    /** Single quotes stand for double ones, but where an apostrophe is somebody's. */
    private static byte[] quoted(String json) {
        return json.replaceAll("(?<=\\p{L})'(?=\\p{Lu}[\\p{L}-])", "’’")
                .replace('\'', '"')
                .replace("’’", "'")
                .replaceAll("name=\"([^\"]*)\"", "name=$1")
                .getBytes(StandardCharsets.UTF_8);
    }
}
