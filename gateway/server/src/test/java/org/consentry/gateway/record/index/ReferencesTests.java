package org.consentry.gateway.record.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.consentry.gateway.record.ResourceId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTests {
    private static final String BASE = "https://gateway.example/fhir/";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Patient",
                "Patient/",
                "/1",
                "patient/1",
                "Nothing/1",
                "Patient/1/2",
                "Patient/1/_history/",
                "Patient/1/_history/2/3",
                "Patient/a b",
                "Patient/ä",
                "Patient?identifier=1",
                "urn:uuid:6a7b0f4e-0c3c-4a53-8d0f-7b3f8d1d0c11",
                "https://elsewhere.example/fhir/Patient/1",
                "Patient/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void findsNothingHereInWhatIsNotAReferenceHere(String text) {
        assertThat(References.local(text, BASE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Patient/1, Patient, 1",
        "Observation/a-b.C, Observation, a-b.C",
        "Patient/1/_history/2, Patient, 1",
        "https://gateway.example/fhir/Patient/1, Patient, 1"
    })
    void readsRelativeReferencesAndOurOwn(String text, String type, String id) {
        assertThat(References.local(text, BASE)).isEqualTo(Optional.of(new ResourceId(type, id)));
    }
}
