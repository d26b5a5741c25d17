package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.consentry.mappers.BundleProblems;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

/** Which organism it is that resists: a laboratory tells it by the number of the result, in another order. */
class ParentResultTests {

    private static final ConversionContext CONTEXT = new ConversionContext("micro", ZoneOffset.UTC);
    private static final String CULTURES = """
            MSH|^~\\&|LAB|L|||20240229||ORU^R01|1|P|2.5.1
            PID|1||7^^^N^MR||TESTPERSON^JANE
            OBR|1|100^OE|200^LAB|630-4^Culture^LN|||20240227
            OBX|1|CWE|600-7^Bacteria^LN|1|112283007^Escherichia coli^SCT||||||F
            OBX|2|CWE|600-7^Bacteria^LN|2|3092008^Staphylococcus aureus^SCT||||||F
            OBR|2|101^OE|201^LAB|630-4^Culture^LN|||20240227
            OBX|1|CWE|600-7^Bacteria^LN|1|5851001^Proteus^SCT||||||F
            """;

    @Test
    void susceptibilitiesAreMembersOfTheirOrganism() {
        List<Observation> all = results(CULTURES + """
                OBR|3|100^OE|200^LAB|50545-3^Susceptibility^LN|||20240227|||||||||||||||||||600-7&Bacteria&LN^2^aureus|||100&OE^200&LAB
                OBX|1|SN|28-1^Ampicillin^LN||>=^32|ug/mL||R|||F
                """);

        assertThat(all.get(1).getHasMember())
                .extracting(Reference::getReference)
                .containsExactly("Observation/" + all.get(3).getIdPart());
        assertThat(all.get(0).hasHasMember()).isFalse();
        assertThat(all.get(2).hasHasMember()).isFalse();
    }

    @Test
    void aParentOfAnotherMessageStaysAsItWasSent() {
        List<Observation> all = results(CULTURES + """
                OBR|3|100^OE|200^LAB|50545-3^Susceptibility^LN|||20240227|||||||||||||||||||600-7&Bacteria&LN^9|||100&OE^200&LAB
                OBX|1|SN|28-1^Ampicillin^LN||>=^32|ug/mL||R|||F
                """);

        assertThat(all).noneMatch(Observation::hasHasMember);
    }

    private static List<Observation> results(String text) {
        byte[] message = text.replace("\n", "\r").getBytes(StandardCharsets.UTF_8);
        Hl7v2Mapper mapper = new Hl7v2Mapper();
        Conversion.Converted done = (Conversion.Converted) mapper.convert(message, CONTEXT);
        assertThat(BundleProblems.of("micro", done, () -> mapper.convert(message, CONTEXT)))
                .isEmpty();
        return done.transactionBundle().getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .toList();
    }
}
