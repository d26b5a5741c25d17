package org.consentry.gateway.record.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.junit.jupiter.api.Test;

class CompositesTests {
    @Test
    void answersEveryCompositeByWhatIsIndexed() {
        List<String> wrong = new ArrayList<>();
        for (String type : Definitions.r4().types()) {
            for (SearchParameter parameter : Definitions.r4().parameters(type).values()) {
                if (parameter.kind() == ParameterKind.COMPOSITE) {
                    String value = parameter.shapes().getFirst().parts().stream()
                            .map(part -> part.kind() == ParameterKind.DATE ? "2026" : "1")
                            .collect(Collectors.joining("$"));
                    try {
                        new Composites(Catalog.standard()).criterion(parameter, value);
                    } catch (Problem e) {
                        wrong.add(type + "." + parameter.code());
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
    }
}
