package org.consentry.gateway.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class JsonPatchTests {
    private static final String DOCUMENT = "{'a':1,'list':['x','y'],'deep':{'b':{'c':true}},'~odd/':'o'}";

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "[{'op':'test','path':'/a','value':2}] ~ CONFLICT",
                "[{'op':'test','path':'/nothing','value':2}] ~ UNPROCESSABLE",
                "[{'op':'remove','path':'/nothing'}] ~ UNPROCESSABLE",
                "[{'op':'remove','path':'/list/2'}] ~ UNPROCESSABLE",
                "[{'op':'remove','path':'/list/01'}] ~ UNPROCESSABLE",
                "[{'op':'remove','path':'/list/-'}] ~ UNPROCESSABLE",
                "[{'op':'add','path':'/no/where','value':1}] ~ UNPROCESSABLE",
                "[{'op':'add','path':'/a/b','value':1}] ~ UNPROCESSABLE",
                "[{'op':'add','path':'/list/3','value':1}] ~ UNPROCESSABLE",
                "[{'op':'replace','path':'','value':{}}] ~ UNPROCESSABLE",
                "[{'op':'move','from':'/deep','path':'/deep/b/d'}] ~ UNPROCESSABLE",
                "[{'op':'add','path':'/x'}] ~ MALFORMED",
                "[{'op':'frob','path':'/x'}] ~ MALFORMED",
                "[{'op':'copy','path':'/x'}] ~ MALFORMED",
                "[{'op':'remove','path':'a'}] ~ MALFORMED",
                "[7] ~ MALFORMED",
                "{} ~ MALFORMED"
            })
    void refusesWhatDoesNotFit(String patch, ProblemKind kind) {
        assertThatThrownBy(() -> patched(patch))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(kind));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "[{'op':'test','path':'/a','value':1.0}] | 'a':1",
                "[{'op':'test','path':'/deep','value':{'b':{'c':true}}},{'op':'add','path':'/list/-','value':'z'}] | ['x','y','z']",
                "[{'op':'add','path':'/list/0','value':'w'}] | ['w','x','y']",
                "[{'op':'replace','path':'/list/1','value':'q'}] | ['x','q']",
                "[{'op':'copy','from':'/deep/b','path':'/e'}] | 'e':{'c':true}",
                "[{'op':'move','from':'/list/0','path':'/list/1'}] | ['y','x']",
                "[{'op':'replace','path':'/~0odd~1','value':'p'}] | '~odd/':'p'"
            })
    void changesWhatItSays(String patch, String expected) {
        assertThat(patched(patch)).contains(expected.replace('\'', '"'));
    }

    @Test
    void leavesNothingEmptyBehind() {
        assertThat(
                        patched(
                                "[{'op':'remove','path':'/deep/b/c'},{'op':'remove','path':'/list/1'},{'op':'remove','path':'/list/0'}]"))
                .doesNotContain("deep", "list");
    }

    @Test
    void comesAsABinaryInABundle() {
        String data = Base64.getEncoder().encodeToString(bytes("[{'op':'remove','path':'/a'}]"));
        ObjectNode binary = (ObjectNode) Trees.parse(
                bytes("{'resourceType':'Binary','contentType':'application/json-patch+json','data':'" + data + "'}"));

        assertThat(Patch.of(binary)).isInstanceOf(JsonPatch.class);
        assertThatThrownBy(() -> Patch.of(binary.put("contentType", "text/plain")))
                .isInstanceOf(Problem.class);
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static String patched(String patch) {
        ObjectNode document = (ObjectNode) Trees.parse(bytes(DOCUMENT));
        Patch.read(Patch.JSON_PATCH, bytes(patch)).apply(document);
        return document.toString();
    }
}
