package org.consentry.gateway.web.fhir.operation;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.validation.Validation;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.stereotype.Component;

/** Where vocabularies come from. */
@Component
record Vocabularies(Validation validation, Disclosures disclosures, Records records, FhirContext context) {
    Vocabulary of(FhirCall call) {
        return new Vocabulary(this, call);
    }

    FhirAnswer answer(IBaseResource resource) {
        return FhirAnswer.json(
                200, context.newJsonParser().encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8));
    }
}
