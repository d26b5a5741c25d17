package org.consentry.gateway.web.fhir.operation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.web.fhir.BundleWriter;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code DocumentReference/$docref}: the current documents of a patient. None is made on demand.
 *
 * @see <a href="http://hl7.org/fhir/us/core/OperationDefinition-docref.html">US Core $docref</a>
 */
@Component
class DocrefOperation implements FhirOperation {
    private static final int MOST = 1000;

    private final Disclosures disclosures;
    private final Records records;
    private final Searches searches;

    DocrefOperation(Disclosures disclosures, Records records, Searches searches) {
        this.disclosures = disclosures;
        this.records = records;
        this.searches = searches;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("docref", Level.TYPE)
                .on("DocumentReference")
                .definedAt("http://hl7.org/fhir/us/core/OperationDefinition/docref");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters body = Parameters.read(call.body());
        String patient = value(call, body, "patient")
                .orElseThrow(() -> Problem.at(ProblemKind.MALFORMED, "patient", "this parameter is required"));
        StringBuilder query = new StringBuilder("status=current&patient=" + QueryText.of(patient));
        value(call, body, "start").ifPresent(date -> query.append("&period=ge").append(QueryText.of(date)));
        value(call, body, "end").ifPresent(date -> query.append("&period=le").append(QueryText.of(date)));
        value(call, body, "type").ifPresent(type -> query.append("&type=").append(QueryText.encoded(type)));
        Optional<String> named = searches.patientNamed("DocumentReference", query.toString());
        ReadIntent intent = Disclosures.searching("DocumentReference", named);
        Visibility visibility = disclosures.visibility(call, intent);
        List<StoredVersion> shown = records.search("DocumentReference", query.toString(), visibility, MOST);
        disclosures.log(call, intent, shown, visibility);
        BundleWriter bundle = new BundleWriter(call.fhirBase(), "searchset", OptionalLong.of(shown.size()));
        bundle.link("self", call.fhirBase() + "/DocumentReference/$docref?patient=" + QueryText.encoded(patient));
        shown.forEach(version -> bundle.match(version, version.json(), "match"));
        return FhirAnswer.json(200, bundle.bytes());
    }

    private static Optional<String> value(FhirCall call, Parameters body, String name) {
        return call.parameter(name).or(() -> body.text(name));
    }
}
