package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.consentry.mappers.BundleProblems;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionIssue;
import org.junit.jupiter.api.Test;

/** Whatever a well-formed document says, the Bundle is valid, points nowhere outside of itself and is the same twice. */
class OddDocumentTests {

    /** Numbers are seeded; {@code -Dconsentry.variants=N} makes more of them, {@code -Dconsentry.from=M} later ones. */
    private static final int VARIANTS = Integer.getInteger("consentry.variants", 60);

    private static final int FROM = Integer.getInteger("consentry.from", 0);
    private static final ConversionContext CONTEXT = new ConversionContext("odd", ZoneOffset.UTC);

    private final CcdaMapper mapper = new CcdaMapper();

    @Test
    void anyStatementMaySayAnything() {
        List<String> problems = new ArrayList<>();
        for (int number = FROM; number < FROM + VARIANTS; number++) {
            byte[] document = new OddDocument(number).bytes();
            Conversion conversion = mapper.convert(document, CONTEXT);
            conversion.report().issues().stream()
                    .filter(issue -> issue.kind().equals(ConversionIssue.FAULT))
                    .forEach(issue -> problems.add(issue.text()));
            String name = "variant " + number;
            if (conversion instanceof Conversion.Converted done) {
                problems.addAll(BundleProblems.of(name, done, () -> mapper.convert(document, CONTEXT)));
            } else {
                problems.add(name + " was not converted: " + new String(document, StandardCharsets.UTF_8).length());
            }
        }
        assertThat(problems).isEmpty();
    }
}
