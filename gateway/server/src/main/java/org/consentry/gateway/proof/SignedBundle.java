package org.consentry.gateway.proof;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.consentry.gateway.record.StoredVersion;

/**
 * The bundle that is signed for a submission, as bytes: a Bundle of type {@code history} with every version that the
 * submission made, in its order, deletions included.
 *
 * <p>It is a function of the stored versions alone, so it can be put together again at any time from the store: if one
 * byte of one version changed, the signature over the bundle fails. The resources' bytes are spliced in as stored.
 */
final class SignedBundle {
    private final String fhirBase;

    SignedBundle(String fhirBase) {
        this.fhirBase = fhirBase;
    }

    byte[] bytes(String bundleId, Instant at, List<StoredVersion> versions) {
        int size = versions.stream()
                        .mapToInt(version -> version.json().length + 256)
                        .sum()
                + 256;
        ByteArrayOutputStream out = new ByteArrayOutputStream(size);
        text(
                out,
                "{\"resourceType\":\"Bundle\",\"id\":\"" + bundleId + "\",\"type\":\"history\",\"timestamp\":\"" + at
                        + "\",\"entry\":[");
        String comma = "";
        for (StoredVersion version : versions) {
            text(out, comma);
            entry(out, version);
            comma = ",";
        }
        text(out, "]}");
        return out.toByteArray();
    }

    private void entry(ByteArrayOutputStream out, StoredVersion version) {
        String reference = version.id().reference();
        boolean deleted = version.change() == StoredVersion.Change.DELETED;
        text(out, "{\"fullUrl\":\"" + fhirBase + "/" + reference + "\"");
        if (!deleted) {
            text(out, ",\"resource\":");
            out.writeBytes(version.json());
        }
        text(
                out,
                ",\"request\":{\"method\":\"" + (deleted ? "DELETE" : "PUT") + "\",\"url\":\"" + reference
                        + "\"},\"response\":{\"status\":\"" + status(version) + "\",\"etag\":\"W/\\\""
                        + version.version()
                        + "\\\"\"}}");
    }

    private static String status(StoredVersion version) {
        return switch (version.change()) {
            case CREATED -> "201";
            case UPDATED -> "200";
            case DELETED -> "204";
        };
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
