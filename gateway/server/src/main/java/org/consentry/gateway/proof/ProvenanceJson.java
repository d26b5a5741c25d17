package org.consentry.gateway.proof;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.consentry.crypto.signature.BundleSignature;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.WriteBatch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Provenance of a signed submission: who contributed which versions, the authority's signature, the author's own if it
 * signed, and later the receipt.
 */
final class ProvenanceJson {
    /** {@code sigFormat} of a receipt: a C2SP tlog-proof as text. */
    static final String RECEIPT_FORMAT = "text/x.tlog-proof";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

    private ProvenanceJson() {}

    static byte[] of(String id, WriteBatch batch, List<StoredVersion> versions, BundleSignature signature) {
        ObjectNode provenance = JSON.createObjectNode();
        provenance.put("resourceType", "Provenance").put("id", id);
        ArrayNode targets = provenance.putArray("target");
        versions.forEach(version -> targets.addObject().put("reference", version.versionedReference()));
        provenance.put("recorded", batch.at().toString());
        ArrayNode agents = provenance.putArray("agent");
        agent(agents, "author", batch.author().source());
        agent(agents, "custodian", OrganizationId.AUTHORITY);
        ObjectNode source = provenance.putArray("entity").addObject();
        source.put("role", "source");
        source.putObject("what")
                .putObject("identifier")
                .put("system", "urn:ietf:rfc:6920")
                .put("value", "sha-256;" + HexFormat.of().formatHex(batch.rawSha256()));
        ArrayNode signatures = provenance.putArray("signature").add(JSON.readTree(signature.element()));
        batch.author().signature().ifPresent(own -> signatures.add(JSON.readTree(own.element())));
        return provenance.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same Provenance with its receipt as a further signature. */
    static byte[] withReceipt(byte[] stored, String when, String data) {
        ObjectNode provenance = (ObjectNode) JSON.readTree(stored);
        provenance.remove("meta");
        ArrayNode signatures = provenance.withArray("signature");
        for (JsonNode signature : signatures) {
            if (signature.path("sigFormat").asString("").equals(RECEIPT_FORMAT)) {
                return provenance.toString().getBytes(StandardCharsets.UTF_8);
            }
        }
        ObjectNode receipt = signatures.addObject();
        receipt.putArray("type")
                .addObject()
                .put("system", "urn:iso-astm:E1762-95:2013")
                .put("code", "1.2.840.10065.1.12.1.16")
                .put("display", "Timestamp Signature");
        receipt.put("when", when);
        receipt.putObject("who").put("reference", OrganizationId.AUTHORITY.reference());
        receipt.put("sigFormat", RECEIPT_FORMAT);
        receipt.put("data", data);
        return provenance.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The signatures of a Provenance that are not its receipt. */
    static JsonNode withoutReceipt(JsonNode signatures) {
        ArrayNode others = JSON.createArrayNode();
        for (JsonNode signature : signatures) {
            if (!signature.path("sigFormat").asString("").equals(RECEIPT_FORMAT)) {
                others.add(signature);
            }
        }
        return others;
    }

    private static void agent(ArrayNode agents, String role, OrganizationId who) {
        ObjectNode agent = agents.addObject();
        agent.putObject("type")
                .putArray("coding")
                .addObject()
                .put("system", PARTICIPANT)
                .put("code", role);
        agent.putObject("who").put("reference", who.reference());
    }
}
