package org.consentry.gateway.web.fhir.operation;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/**
 * {@code $meta}: profiles, tags and labels of a resource, or all that are in use by what the caller sees of a type or of all
 * types.
 *
 * @see <a href="https://hl7.org/fhir/R4/resource-operation-meta.html">$meta</a>
 */
@Component
class MetaOperation implements FhirOperation {
    private final Disclosures disclosures;
    private final Searches searches;

    MetaOperation(Disclosures disclosures, Searches searches) {
        this.disclosures = disclosures;
        this.searches = searches;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("meta", Level.SYSTEM, Level.TYPE, Level.INSTANCE)
                .definedAt("http://hl7.org/fhir/OperationDefinition/Resource-meta");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        return FhirAnswer.json(
                200,
                call.id().isPresent()
                        ? MetaJson.answer(disclosures.current(call).json())
                        : inUse(call));
    }

    private byte[] inUse(FhirCall call) {
        ReadIntent intent = new ReadIntent(ReadIntent.Kind.OPERATION, call.type(), Optional.empty(), Optional.empty());
        Visibility visibility = disclosures.visibility(call, intent);
        List<StoredVersion> examples = searches.labelled(call.type(), visibility);
        disclosures.log(call, intent, examples, visibility);
        return MetaJson.answer(examples.stream().map(StoredVersion::json).toList());
    }
}
