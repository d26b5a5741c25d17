package org.consentry.gateway.web.directory;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Reader;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code Endpoint/$node?identifier=[system|value]&network=Organization/[id]}: whose node that is, and that it belongs to the
 * network, if one is named. An unknown node, one that is not active and one of another network are 404.
 */
@Component
class NodeOperation implements FhirOperation {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;
    private final Memberships memberships;
    private final AccessGate gate;

    NodeOperation(Records records, Memberships memberships, AccessGate gate) {
        this.records = records;
        this.memberships = memberships;
        this.gate = gate;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("node", Level.TYPE).on("Endpoint");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters body = Parameters.read(call.body());
        String identifier = call.parameter("identifier")
                .or(() -> body.text("identifier"))
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> Problem.at(ProblemKind.MALFORMED, "identifier", "this parameter is required"));
        Optional<String> network = call.parameter("network").or(() -> body.text("network"));
        ReadIntent intent =
                new ReadIntent(ReadIntent.Kind.SEARCH, Optional.of("Endpoint"), Optional.empty(), Optional.empty());
        List<StoredVersion> found = records.search(
                "Endpoint",
                "status=active&identifier=" + URLEncoder.encode(identifier, StandardCharsets.UTF_8),
                gate.visibility(call.caller(), intent),
                2);
        if (found.size() != 1) {
            throw unknown();
        }
        String owner = owner(found.getFirst());
        network.filter(it -> owner.isEmpty()
                        || !memberships.belongs(
                                Reader.of(new OrganizationId(owner.substring(owner.indexOf('/') + 1))), it))
                .ifPresent(it -> {
                    throw unknown();
                });
        Parameters answer = Parameters.create()
                .withReference("endpoint", found.getFirst().id().reference());
        if (!owner.isEmpty()) {
            answer.withReference("organization", owner);
        }
        network.ifPresent(it -> answer.withReference("network", it));
        return FhirAnswer.json(200, answer.json());
    }

    private static String owner(StoredVersion endpoint) {
        String reference = JSON.readTree(endpoint.json())
                .path("managingOrganization")
                .path("reference")
                .asString("");
        return reference.startsWith("Organization/") ? reference : "";
    }

    private static Problem unknown() {
        return Problem.of(ProblemKind.NOT_FOUND, "No such node");
    }
}
