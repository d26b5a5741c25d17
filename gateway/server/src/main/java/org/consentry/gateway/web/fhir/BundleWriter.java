package org.consentry.gateway.web.fhir;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.StoredVersion.Change;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes Bundles by splicing stored bytes: nothing that is stored is parsed to be sent. */
public final class BundleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
    private final String base;
    private boolean linked;
    private boolean entered;

    /**
     * An empty Bundle.
     *
     * @param base the FHIR base URL without a slash at the end
     */
    public BundleWriter(String base, String type, OptionalLong total) {
        this.base = base;
        text("{\"resourceType\":\"Bundle\",\"type\":\"").text(type).text("\"");
        total.ifPresent(count -> text(",\"total\":" + count));
    }

    /** Adds a link; all links come before the first entry. */
    public BundleWriter link(String relation, String url) {
        text(linked ? "," : ",\"link\":[")
                .text("{\"relation\":\"")
                .text(relation)
                .text("\",\"url\":");
        quoted(url).text("}");
        linked = true;
        return this;
    }

    /** Bytes until now. */
    int size() {
        return out.size();
    }

    private void nextEntry() {
        if (linked && !entered) {
            text("]");
        }
        text(entered ? "," : ",\"entry\":[");
        entered = true;
    }

    /** An entry of a search. The mode is match, include or outcome. */
    public void match(StoredVersion version, byte[] json, String mode) {
        match(version, json, "\"mode\":\"" + mode + "\"", "");
    }

    /** A match with its score and grade. */
    public void scored(StoredVersion version, double score, String grade) {
        match(
                version,
                version.json(),
                "\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/match-grade\",\"valueCode\":\""
                        + grade + "\"}],\"mode\":\"match\"",
                ",\"score\":" + score);
    }

    private void match(StoredVersion version, byte[] json, String search, String score) {
        nextEntry();
        text("{\"fullUrl\":\"")
                .text(base)
                .text("/")
                .text(version.id().reference())
                .text("\",\"resource\":");
        out.writeBytes(json);
        text(",\"search\":{").text(search).text(score).text("}}");
    }

    void outcome(byte[] json) {
        nextEntry();
        text("{\"resource\":");
        out.writeBytes(json);
        text(",\"search\":{\"mode\":\"outcome\"}}");
    }

    /** An entry of a history, with as much of the version as is to be shown. */
    void version(StoredVersion version, byte[] json) {
        nextEntry();
        text("{\"fullUrl\":\"")
                .text(base)
                .text("/")
                .text(version.id().reference())
                .text("\"");
        if (version.change() != Change.DELETED) {
            text(",\"resource\":");
            out.writeBytes(json);
        }
        boolean created = version.change() == Change.CREATED;
        // What was deleted comes back by an update, too.
        boolean posted = created && !version.isNamedByClient();
        String method = version.change() == Change.DELETED ? "DELETE" : posted ? "POST" : "PUT";
        String status = version.change() == Change.DELETED ? "204" : created ? "201" : "200";
        text(",\"request\":{\"method\":\"").text(method).text("\",\"url\":\"");
        text(posted ? version.id().type() : version.id().reference()).text("\"},\"response\":{\"status\":\"");
        text(status).text("\",\"etag\":\"W/\\\"" + version.version() + "\\\"\",\"lastModified\":\"");
        text(version.updated().toString()).text("\"}}");
    }

    /** An entry of a batch or transaction response. The resource is empty for none. */
    void response(FhirAnswer answer, byte[] resource, boolean isOutcome) {
        nextEntry();
        text("{");
        if (resource.length > 0 && !isOutcome) {
            text("\"resource\":");
            out.writeBytes(resource);
            text(",");
        }
        text("\"response\":{\"status\":\"" + answer.status() + "\"");
        header(answer, "Location", "location");
        header(answer, "ETag", "etag");
        String modified = answer.headers().get("X-Last-Updated");
        if (modified != null) {
            text(",\"lastModified\":\"").text(modified).text("\"");
        }
        if (resource.length > 0 && isOutcome) {
            text(",\"outcome\":");
            out.writeBytes(resource);
        }
        text("}}");
    }

    private void header(FhirAnswer answer, String header, String field) {
        String value = answer.headers().get(header);
        if (value != null) {
            text(",\"" + field + "\":");
            quoted(value);
        }
    }

    /** The whole Bundle. */
    public byte[] bytes() {
        text(entered || linked ? "]}" : "}");
        return out.toByteArray();
    }

    private BundleWriter text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private BundleWriter quoted(String text) {
        text("\"");
        out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        return text("\"");
    }
}
