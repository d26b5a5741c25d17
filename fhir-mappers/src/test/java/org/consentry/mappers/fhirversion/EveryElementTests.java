package org.consentry.mappers.fhirversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** One resource for each element of each type of the older versions, with a different value in each of its leaves. */
class EveryElementTests {

    /** Values that R4 spells otherwise, one for one. */
    private static final Set<String> SPELLED = Set.of("CRITL", "available", "complete", "inpatient");

    private final FhirVersionMapper mapper = new FhirVersionMapper();

    @ParameterizedTest
    @EnumSource
    void losesNoValue(FhirVersion version) {
        List<String> lost = new ArrayList<>();
        int[] sent = {0};
        OlderElements.forEach(version, (resource, elements) -> {
            String type = resource.path("resourceType").asString();
            Conversion conversion = convert(resource, version);
            if (!(conversion instanceof Conversion.Converted done)) {
                lost.add(type + " rejected: " + elements.leaves().get(0).pointer());
                return;
            }
            done.report().fields().stream()
                    .filter(field -> field.fate() == Fate.FAILED)
                    .forEach(field -> lost.add("failed: " + field.path()));
            String json = FhirJson.write(done.transactionBundle());
            for (OlderElements.Leaf leaf : elements.leaves()) {
                sent[0]++;
                String dicom = leaf.sentinel().replace("urn:oid:", "");
                // A reference is to the type as R4 calls it.
                int slash = dicom.indexOf('/');
                String today = slash < 0 ? dicom : Types.r4(dicom.substring(0, slash)) + dicom.substring(slash);
                if (!json.contains(dicom) && !json.contains(today) && !SPELLED.contains(leaf.sentinel())) {
                    lost.add(type + leaf.pointer());
                }
            }
        });
        // How much was sent is told, since it comes from the models' own elements and not from this class.
        System.out.println(version + ": " + sent[0] + " values sent, " + lost.size() + " lost");
        assertThat(lost).isEmpty();
        assertThat(sent[0]).isGreaterThan(5_000);
    }

    @ParameterizedTest
    @EnumSource
    void keepsApartWhatTheOlderVersionTellsApart(FhirVersion version) {
        List<String> same = new ArrayList<>();
        Set<String> asked = new HashSet<>();
        OlderElements.forEach(version, (resource, elements) -> {
            for (OlderElements.Leaf leaf : elements.leaves()) {
                String type = resource.path("resourceType").asString();
                String name = leaf.pointer().replaceAll("/0", "").replaceAll(".*/", "");
                if (!asked.add(type + "." + name + leaf.codes())) {
                    // A data type's element is asked about once in a type, not wherever the data type is used.
                    continue;
                }
                Map<String, String> seen = new HashMap<>();
                for (String code : leaf.codes()) {
                    String json = json(convert(OlderElements.with(resource, leaf.pointer(), code), version));
                    String before = seen.put(json, code);
                    if (before != null) {
                        same.add(type + leaf.pointer() + ": " + before + ", " + code);
                    }
                }
            }
        });
        assertThat(same).isEmpty();
    }

    private Conversion convert(ObjectNode resource, FhirVersion version) {
        return mapper.convert(
                resource.toString().getBytes(StandardCharsets.UTF_8),
                version,
                new ConversionContext("older", ZoneOffset.UTC));
    }

    private static String json(Conversion conversion) {
        return FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
    }
}
