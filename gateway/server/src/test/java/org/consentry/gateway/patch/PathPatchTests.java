package org.consentry.gateway.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class PathPatchTests {
    private static final String ANN = """
            {'resourceType':'Patient','id':'ann','name':[{'use':'official','given':['Ann','Maria']},{'use':'usual'}],
             'contact':[{'gender':'male'}],'extension':[{'url':'urn:a','valueString':'x'}]}""";

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{'name':'type','valueCode':'replace'},{'name':'path','valueString':'Patient.birthDate'},{'name':'value','valueDate':'1930-01-01'} ~ UNPROCESSABLE",
                "{'name':'type','valueCode':'replace'},{'name':'path','valueString':'Patient.name'},{'name':'value','valueHumanName':{}} ~ UNPROCESSABLE",
                "{'name':'type','valueCode':'add'},{'name':'path','valueString':'Patient'},{'name':'name','valueString':'frob'},{'name':'value','valueString':'x'} ~ UNPROCESSABLE",
                "{'name':'type','valueCode':'add'},{'name':'path','valueString':'Patient'},{'name':'name','valueString':'active'} ~ MALFORMED",
                "{'name':'type','valueCode':'delete'},{'name':'path','valueString':'Patient.name'} ~ UNPROCESSABLE",
                "{'name':'type','valueCode':'delete'},{'name':'path','valueString':'Patient.name.where('} ~ MALFORMED",
                "{'name':'type','valueCode':'delete'},{'name':'path','valueString':'Patient.name.trace(1)'} ~ NOT_SUPPORTED",
                "{'name':'type','valueCode':'frob'},{'name':'path','valueString':'Patient.name'} ~ MALFORMED",
                "{'name':'type','valueCode':'insert'},{'name':'path','valueString':'Patient.name'},{'name':'index','valueInteger':9},{'name':'value','valueHumanName':{'text':'x'}} ~ UNPROCESSABLE",
                "{'name':'type','valueCode':'move'},{'name':'path','valueString':'Patient.name'},{'name':'source','valueInteger':0},{'name':'destination','valueInteger':5} ~ UNPROCESSABLE",
                "{'name':'type','valueCode':'move'},{'name':'path','valueString':'Patient.name'} ~ MALFORMED",
                "{'name':'type','valueCode':'replace'},{'name':'path','valueString':'Patient'},{'name':'value','valueString':'x'} ~ UNPROCESSABLE"
            })
    void refusesWhatDoesNotFit(String parts, ProblemKind kind) {
        assertThatThrownBy(() -> patched(parts)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.kind()).isEqualTo(kind);
            assertThat(problem.expression()).startsWith("Parameters.parameter[0]");
        });
    }

    @Test
    void refusesAPathOfEndlessDepth() {
        assertThatThrownBy(
                        () -> patched(part("type", "Code", "delete") + "," + part("path", "String", "(".repeat(900))))
                .isInstanceOf(Problem.class);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{'name':'type','valueCode':'add'},{'name':'path','valueString':'Patient'},{'name':'name','valueString':'birthDate'},{'name':'value','valueDate':'1930-01-01'} ~ 'birthDate':'1930-01-01'",
                "{'name':'type','valueCode':'add'},{'name':'path','valueString':'Patient.contact[0]'},{'name':'name','valueString':'name'},{'name':'value','valueHumanName':{'text':'Bo'}} ~ 'contact':[{'gender':'male','name':{'text':'Bo'}}]",
                "{'name':'type','valueCode':'add'},{'name':'path','valueString':'Patient'},{'name':'name','valueString':'contact'},{'name':'value','part':[{'name':'name','valueHumanName':{'text':'Cy'}},{'name':'telecom','valueContactPoint':{'value':'1'}}]} ~ {'name':{'text':'Cy'},'telecom':[{'value':'1'}]}]",
                "{'name':'type','valueCode':'add'},{'name':'path','valueString':'Patient'},{'name':'name','valueString':'deceased'},{'name':'value','valueBoolean':true} ~ 'deceasedBoolean':true",
                "{'name':'type','valueCode':'insert'},{'name':'path','valueString':`Patient.name.where(use = 'official').given`},{'name':'index','valueInteger':1},{'name':'value','valueString':'Eva'} ~ ['Ann','Eva','Maria']",
                "{'name':'type','valueCode':'delete'},{'name':'path','valueString':`Patient.name.where(use = 'usual')`} ~ 'name':[{'use':'official','given':['Ann','Maria']}]",
                "{'name':'type','valueCode':'delete'},{'name':'path','valueString':'Patient.contact.gender'} ~ 'extension':[{'url':'urn:a'",
                "{'name':'type','valueCode':'delete'},{'name':'path','valueString':'Patient.maritalStatus'} ~ 'contact':[{'gender':'male'}]",
                "{'name':'type','valueCode':'replace'},{'name':'path','valueString':'Patient.contact[0].gender'},{'name':'value','valueCode':'female'} ~ 'contact':[{'gender':'female'}]",
                "{'name':'type','valueCode':'replace'},{'name':'path','valueString':`Patient.extension('urn:a').value`},{'name':'value','valueInteger':7} ~ {'url':'urn:a','valueInteger':7}",
                "{'name':'type','valueCode':'replace'},{'name':'path','valueString':'Patient.name.given.first()'},{'name':'value','valueString':'Anna'} ~ ['Anna','Maria']",
                "{'name':'type','valueCode':'move'},{'name':'path','valueString':'Patient.name'},{'name':'source','valueInteger':0},{'name':'destination','valueInteger':1} ~ 'name':[{'use':'usual'},{'use':'official'"
            })
    void changesOneElement(String parts, String expected) {
        assertThat(patched(parts)).contains(expected.replace('\'', '"'));
    }

    @Test
    void leavesNothingEmptyBehind() {
        assertThat(patched(part("type", "Code", "delete") + "," + part("path", "String", "Patient.contact.gender")))
                .doesNotContain("contact");
    }

    private static String part(String name, String type, String value) {
        return "{'name':'" + name + "','value" + type + "':'" + value + "'}";
    }

    private static String patched(String parts) {
        // A quote inside a path stands in a JSON string as it is.
        String json = "{'resourceType':'Parameters','parameter':[{'name':'operation','part':[" + parts + "]}]}";
        ObjectNode resource =
                (ObjectNode) Trees.parse(ANN.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Patch.read("application/fhir+json", quoted(json)).apply(resource);
        return resource.toString();
    }

    /** Single quotes become double ones, except within backquotes, which become double ones instead. */
    private static byte[] quoted(String text) {
        StringBuilder json = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            inside ^= c == '`';
            json.append(c == '`' || (c == '\'' && !inside) ? '"' : c);
        }
        return json.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
