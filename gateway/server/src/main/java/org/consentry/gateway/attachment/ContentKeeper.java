package org.consentry.gateway.attachment;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Keeps the contents that the records of a submission point to, in the submission's own transaction. */
@Component
@Order(50)
class ContentKeeper implements WriteParticipant {
    private static final Pattern POINTER = Pattern.compile("Binary/([A-Za-z0-9\\-.]{1,64})\"");
    private static final Pattern CONTENT =
            Pattern.compile("\"" + Pattern.quote(ContentSealer.CONTENT_SYSTEM) + "\",\"value\":\"([0-9a-f-]{36})\"");

    private static final Predicate<StoredVersion> BINARIES =
            version -> version.id().type().equals("Binary");

    private final Contents contents;
    private final Attachments attachments;

    ContentKeeper(Contents contents, Attachments attachments) {
        this.contents = contents;
        this.attachments = attachments;
    }

    @Override
    public void join(List<WriteBatch> batches, Alongside alongside) {
        batches.forEach(this::join);
    }

    private void join(WriteBatch batch) {
        // Binaries first: a record beside one points to it by the Binary's own id.
        keepAll(batch, BINARIES);
        keepAll(batch, BINARIES.negate());
    }

    private void keepAll(WriteBatch batch, Predicate<StoredVersion> which) {
        Map<StoredVersion, Set<String>> pointers = new LinkedHashMap<>();
        Set<String> all = new HashSet<>();
        for (StoredVersion version : batch.versions()) {
            if (which.test(version) && version.change() != StoredVersion.Change.DELETED) {
                Set<String> ids = pointers(version);
                pointers.put(version, ids);
                all.addAll(ids);
            }
        }
        if (!all.isEmpty()) {
            keep(batch, pointers, contents.named(all));
        }
    }

    private void keep(WriteBatch batch, Map<StoredVersion, Set<String>> pointers, List<Contents.Named> named) {
        Map<String, Set<String>> references = new LinkedHashMap<>();
        pointers.forEach((version, ids) -> {
            for (Contents.Named each : named) {
                if (ids.contains(each.binaryId()) && isOwn(batch, version, each)) {
                    references
                            .computeIfAbsent(each.contentId(), id -> new LinkedHashSet<>())
                            .add(version.id().reference());
                }
            }
        });
        if (contents.keep(references.keySet()) < references.size()) {
            // The janitor was quicker: the upload happened too long before this.
            throw Problem.of(ProblemKind.BUSY, "The attachment has to be sent again");
        }
        references.forEach((content, resources) -> resources.forEach(resource -> contents.refer(content, resource)));
    }

    /**
     * Whether a record may count on a content. What a Binary means is said by the gateway alone; what other records point
     * to is said by whoever wrote them, so it must be the same patient's, or have come just now for nobody yet.
     */
    private boolean isOwn(WriteBatch batch, StoredVersion version, Contents.Named content) {
        Optional<String> patient = version.patientId();
        if (Owners.isProvisional(content.patientId())) {
            boolean broughtIt = content.source().equals(batch.author().source().value());
            if (broughtIt) {
                patient.ifPresent(id -> attachments.adopt(content.contentId(), id));
            }
            return broughtIt;
        }
        return version.id().type().equals("Binary") || patient.equals(Optional.of(content.patientId()));
    }

    private static Set<String> pointers(StoredVersion version) {
        boolean binary = version.id().type().equals("Binary");
        // What is looked for is ASCII, and most versions hold none of it.
        String json = new String(version.json(), StandardCharsets.ISO_8859_1);
        if (!binary && !json.contains("Binary/")) {
            return Set.of();
        }
        Set<String> ids = new HashSet<>();
        Matcher matcher = (binary ? CONTENT : POINTER).matcher(json);
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        return ids;
    }
}
