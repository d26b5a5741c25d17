package org.consentry.gateway.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.validation.Finding;
import org.consentry.gateway.validation.TestValidation;
import org.consentry.gateway.validation.Validation;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PatientProfileTests {
    private static final String COMPLETE =
            "{'name':[{'text':'Nora Newman'}],'birthDate':'1980-04-01','gender':'female','telecom':[{'system':'phone',"
                    + "'value':'+1 555 0100'},{'system':'email','value':'nora@example.org'}],"
                    + "'address':[{'line':['1 Main St'],'city':'Springfield','country':'US'}]}";

    @Test
    void missesNothingInACompleteProfile() {
        assertThat(PatientProfile.missing(read(COMPLETE))).isEmpty();
    }

    @Test
    void missesEverythingInAnEmptyOneInTheOrderOfTheForm() {
        assertThat(PatientProfile.missing(read("{}")))
                .containsExactly(
                        "Patient.name",
                        "Patient.birthDate",
                        "Patient.gender",
                        "Patient.telecom.where(system='phone')",
                        "Patient.telecom.where(system='email')",
                        "Patient.address.line",
                        "Patient.address.city",
                        "Patient.address.country");
    }

    @Test
    void blanksAreNoAnswers() {
        assertThat(PatientProfile.missing(
                        read(COMPLETE.replace("'1 Main St'", "' '").replace("Springfield", " "))))
                .containsExactly("Patient.address.line", "Patient.address.city");
    }

    /** What the door asks for and what a validator says of the profile are the same. */
    @Test
    void theProfileForValidatorsSaysTheSame() {
        Validation validation = TestValidation.ofBaseR4();
        for (String cut : List.of("", "'birthDate':'1980-04-01',", "'city':'Springfield',", "'gender':'female',")) {
            String patient = COMPLETE.replace(cut, "").replace("{'name'", "{'resourceType':'Patient','name'");

            boolean valid = validation
                    .of(patient.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Optional.of(PatientProfile.URL))
                    .stream()
                    .noneMatch(Finding::isError);

            assertThat(valid)
                    .as(cut)
                    .isEqualTo(PatientProfile.missing(read(patient)).isEmpty());
        }
    }

    private static JsonNode read(String json) {
        return JsonMapper.builder().build().readTree(json.replace('\'', '"'));
    }
}
