package org.consentry.gateway.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class XmlPatchTests {
    private static ObjectNode patient() {
        return (ObjectNode) Trees.parse(("{'resourceType':'Patient','id':'x','active':true,'name':[{'family':'A'},"
                        + "{'use':'old','family':'B','given':['C']}],'telecom':[{'system':'phone','value':'1'}],"
                        + "'birthDate':'1970-01-01','managingOrganization':{'reference':'Organization/o/_history/2'}}")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode patched(String operations) {
        ObjectNode patient = patient();
        String diff = "<diff xmlns:f='http://hl7.org/fhir'>" + operations + "</diff>";
        Patch.read(Patch.XML_PATCH, diff.getBytes(StandardCharsets.UTF_8)).apply(patient);
        return patient;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f:Patient//f:name",
                "//f:name",
                "f:Patient/descendant::f:name",
                "f:Patient/f:name[count(*)=1]",
                "f:Patient/f:name[",
                "g:Patient/g:active",
                "f:Patient/f:active/text()",
                "document('file:///etc/passwd')"
            })
    void refusesASelectorThatIsNoPath(String selector) {
        assertThatThrownBy(() -> patched("<remove sel=\"" + selector + "\"/>"))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.kind()).isEqualTo(ProblemKind.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<remove sel='f:Patient/f:photo'/>",
                "<remove sel='f:Patient/f:name'/>",
                "<remove sel='f:Patient'/>",
                "<replace sel='f:Patient/f:gender/@value'>male</replace>",
                "<add sel='f:Patient'><nonsense value='1'/></add>",
                "<add sel='f:Patient'><active value='perhaps'/></add>",
                "<replace sel='f:Patient/f:birthDate/@value'>soon</replace>"
            })
    void refusesWhatDoesNotFit(String operation) {
        assertThatThrownBy(() -> patched(operation))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.kind()).isEqualTo(ProblemKind.UNPROCESSABLE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<diff/>", "<diff><swap sel='a'/></diff>", "<diff><add/></diff>", "<x>", "<!DOCTYPE d><diff/>"})
    void refusesWhatIsNoPatch(String body) {
        assertThatThrownBy(() -> Patch.read(Patch.XML_PATCH, body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.kind()).isEqualTo(ProblemKind.MALFORMED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "<replace sel='f:Patient/f:active/@value'>false</replace>~\"active\":false",
                "<replace sel=\"f:Patient/f:name[2]/f:family/@value\">D</replace>~\"family\":\"D\",\"given\"",
                "<replace sel=\"f:Patient/f:name[f:use/@value='old']\"><f:name><f:text value='T'/></f:name></replace>~{\"text\":\"T\"}",
                "<add sel='f:Patient' pos='prepend'><language value='de'/></add>~\"language\":\"de\"",
                "<add sel='f:Patient/f:name[1]' pos='after'><name><family value='M'/></name></add>~{\"family\":\"A\"},{\"family\":\"M\"}",
                "<add sel='f:Patient/f:name[1]' type='@id'>n1</add>~\"id\":\"n1\",\"family\":\"A\"",
                "<remove sel=\"Patient/telecom[system/@value='phone']\"/>~\"birthDate\"",
                "<add sel='f:Patient'><gender value='female'/></add>~\"gender\":\"female\""
            })
    void changesWhatIsSelected(String operation, String expected) {
        String after = patched(operation).toString();

        assertThat(after).contains(expected, "Organization/o/_history/2", "\"id\":\"x\"");
    }

    @Test
    void appliesOperationsOneAfterTheOther() {
        String after = patched("<remove sel='f:Patient/f:name[1]'/><remove sel='f:Patient/f:name[1]'/>"
                        + "<remove sel='f:Patient/f:telecom'/>")
                .toString();

        assertThat(after).doesNotContain("name", "telecom").contains("birthDate");
    }
}
