package org.consentry.bench.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SyntheticBundlesTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SyntheticBundles bundles = new SyntheticBundles(7, 3);

    @Test
    void givesTheSameBytesForTheSameNumber() {
        assertThat(bundles.patient(5)).isEqualTo(new SyntheticBundles(7, 3).patient(5));
        assertThat(bundles.patient(5)).isNotEqualTo(bundles.patient(6));
        assertThat(bundles.patient(5)).isNotEqualTo(new SyntheticBundles(8, 3).patient(5));
    }

    @Test
    void refersOnlyToWhatIsInTheBundleOrIsAskedByCondition() {
        JsonNode bundle = JSON.readTree(bundles.patient(1));
        Set<String> names = new HashSet<>();
        bundle.path("entry").forEach(entry -> names.add(entry.path("fullUrl").asString("")));

        Set<String> references = new HashSet<>();
        bundle.findValuesAsString("reference").forEach(references::add);

        assertThat(names).hasSize(bundles.resources());
        assertThat(references).isNotEmpty().allSatisfy(reference -> assertThat(
                        names.contains(reference) || reference.contains("?identifier=") || reference.startsWith("#"))
                .isTrue());
    }

    @Test
    void isAsBigAsAResourceOfSyntheaIsOnAverage() {
        assertThat(new SyntheticBundles(1, 20).patient(1).length / new SyntheticBundles(1, 20).resources())
                .isBetween(1_500, 3_000);
    }
}
