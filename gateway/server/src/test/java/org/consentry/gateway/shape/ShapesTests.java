package org.consentry.gateway.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.consentry.gateway.problem.Problem;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ShapesTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static void check(String json) {
        ObjectNode resource = (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        Shapes.check(resource, resource.path("resourceType").stringValue(""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "'name':{'family':'x'} ~ Patient.name",
                "'name':[{'family':['x']}] ~ Patient.name[0].family",
                "'name':[{'given':'x'}] ~ Patient.name[0].given",
                "'name':[{'family':''}] ~ Patient.name[0].family",
                "'name':[{'given':[null]}] ~ Patient.name[0].given[0]",
                "'name':null ~ Patient.name",
                "'active':'yes' ~ Patient.active",
                "'active':null ~ Patient.active",
                "'gender':'foo' ~ Patient.gender",
                "'birthDate':'12/05/1980' ~ Patient.birthDate",
                "'birthDate':'1980-13-45' ~ Patient.birthDate",
                "'birthDate':'1981-02-29' ~ Patient.birthDate",
                "'birthDate':'1980-05-12T10:00:00Z' ~ Patient.birthDate",
                "'deceasedDateTime':'2020-01-01T25:00:00Z' ~ Patient.deceasedDateTime",
                "'deceasedBoolean':true,'deceasedDateTime':'2020' ~ Patient.deceasedDateTime",
                "'multipleBirthInteger':'3' ~ Patient.multipleBirthInteger",
                "'multipleBirthInteger':3.5 ~ Patient.multipleBirthInteger",
                "'multipleBirthInteger':3000000000 ~ Patient.multipleBirthInteger",
                "'_birthDate':'x' ~ Patient.birthDate",
                "'_birthDate':{'url':'x'} ~ Patient.birthDate",
                "'contained':[{'resourceType':'Nonsense'}] ~ Patient.contained[0]",
                "'contained':[{'resourceType':'Organization','name':7}] ~ Patient.contained[0].name",
                "'extension':[{'url':'u','valueInteger':'x'}] ~ Patient.extension[0].valueInteger",
                "'text':{'status':'generated','div':'hello'} ~ Patient.text.div",
                "'photo':[{'data':'!!!'}] ~ Patient.photo[0].data",
                "'meta':{'versionId':'a b'} ~ Patient.meta.versionId",
                "'link':[{'type':'refer','other':'Patient/1'}] ~ Patient.link[0].other"
            })
    void refusesWhatIsNoResourceOfR4(String elements, String place) {
        assertThatThrownBy(() -> check("{'resourceType':'Patient'," + elements + "}"))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.expression())
                        .isEqualTo(place));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'active':true,'birthDate':'1980','multipleBirthInteger':2",
                "'birthDate':'1980-02','_birthDate':{'extension':[{'url':'u','valueDateTime':'1980-02-03T04:05:06.789+02:00'}]}",
                "'_birthDate':{'id':'x'}",
                "'name':[{'given':['A',null],'_given':[null,{'extension':[{'url':'u','valueCode':'x'}]}]}]",
                "'deceasedDateTime':'2020-01-01T10:00'",
                "'foo':'bar','_foo':{'id':'x'},'_name':[{'id':'x'}]",
                "'name':[],'telecom':[{}],'maritalStatus':{}",
                "'deceasedDateTime':'2016-12-31T23:59:60Z'",
                "'contained':[{'resourceType':'Organization','id':'o','name':'x'}],'managingOrganization':{'reference':'#o'}",
                "'modifierExtension':[{'url':'u','extension':[{'url':'v','valueReference':{'reference':'Patient/1'}}]}]",
                "'meta':{'profile':['http://x'],'tag':[{'code':'a'}]},'language':'en','implicitRules':'urn:x'",
                "'contact':[{'name':{'family':'x'},'organization':{'reference':'Organization/1'}}]"
            })
    void takesWhatIsOne(String elements) {
        assertThatCode(() -> check("{'resourceType':'Patient'," + elements + "}"))
                .doesNotThrowAnyException();
    }

    @Test
    void looksIntoResourcesInResources() {
        assertThatCode(() -> check("{'resourceType':'Parameters','parameter':[{'name':'x','part':[{'name':'y',"
                        + "'resource':{'resourceType':'Basic','code':{'text':'x'}}}]}]}"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check("{'resourceType':'Bundle','type':'collection','entry':[{'resource':"
                        + "{'resourceType':'Basic','code':'x'}}]}"))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.expression())
                        .isEqualTo("Bundle.entry[0].resource.code"));
    }

    @Test
    void takesTheSpecificationsOwnDefinitions() {
        FhirContext context = FhirContext.forR4Cached();
        List<IBaseResource> all = new DefaultProfileValidationSupport(context).fetchAllConformanceResources();

        // Every fifteenth: they are alike, and all of them take as long as all other tests of this package.
        for (int i = 0; i < all.size(); i += 15) {
            String json = context.newJsonParser().encodeResourceToString(all.get(i));
            assertThatCode(() -> Shapes.check((ObjectNode) JSON.readTree(json), "definition"))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void takesTheExamplesOfUsCore() throws IOException {
        Path folder = Path.of(System.getProperty("consentry.root")).resolve("../shared/data/us-core");
        if (!Files.isDirectory(folder)) {
            System.out.println("ShapesTests did not run over US Core: there is no ../shared/data/us-core");
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".json")).forEach(file -> assertThatCode(
                            () -> Shapes.check((ObjectNode) JSON.readTree(read(file)), "example"))
                    .as(file.toString())
                    .doesNotThrowAnyException());
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
