package org.consentry.gateway.record.store;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.definition.InlineLabels;
import org.consentry.gateway.record.row.Content;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one thing that is done to a resource after it was found: elements that are labelled, and whose label no grant of
 * the patient opened to this reader, are left out, and the resource says that something is missing. The contributor and
 * the patient see it whole. A resource without labelled elements is told by one look at its bytes.
 */
final class Redaction {
    private static final byte[] MARK = InlineLabels.EXTENSION.getBytes(StandardCharsets.US_ASCII);
    private static final String VALUES = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

    private Redaction() {}

    static List<StoredVersion> of(List<StoredVersion> versions, Visibility visibility) {
        return visibility instanceof Visibility.Limited
                ? versions.stream().map(version -> of(version, visibility)).toList()
                : versions;
    }

    static StoredVersion of(StoredVersion version, Visibility visibility) {
        if (!(visibility instanceof Visibility.Limited limited)
                || limited.own().map(version.source()::equals).orElse(false)
                || !isMarked(version.json())) {
            return version;
        }
        Set<String> opened = new HashSet<>();
        for (Window window : limited.windows()) {
            if (version.patientId().map(window.patientId()::equals).orElse(false)) {
                if (window.isSelf()) {
                    return version;
                }
                opened.addAll(window.permitted().labels());
            }
        }
        ObjectNode content = Content.parse(version.json());
        if (!InlineLabels.remove(content, opened)) {
            return version;
        }
        ObjectNode meta = content.withObject("/meta");
        meta.withArray("security").addObject().put("system", VALUES).put("code", "REDACTED");
        meta.withArray("tag").addObject().put("system", VALUES).put("code", "SUBSETTED");
        return new StoredVersion(
                version.id(),
                version.version(),
                version.updated(),
                version.change(),
                version.patientId(),
                version.source(),
                content.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isMarked(byte[] json) {
        int last = json.length - MARK.length;
        for (int i = 0; i <= last; i++) {
            if (json[i] == MARK[0] && isMarkedAt(json, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMarkedAt(byte[] json, int start) {
        // Urls begin alike: from the end there is a difference at once.
        for (int i = MARK.length - 1; i > 0; i--) {
            if (json[start + i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }
}
