package org.consentry.gateway.sharing;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.attachment.Attachments;
import org.consentry.gateway.attachment.SealedContent;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.springframework.stereotype.Component;

/** Through which record a consent shows a content, exactly as its reader would find that record; the store decides. */
@Component
class VisibleDocuments {
    private final Attachments attachments;
    private final Records records;

    VisibleDocuments(Attachments attachments, Records records) {
        this.attachments = attachments;
        this.records = records;
    }

    Optional<String> of(SealedContent content, Grant grant) {
        Visibility visibility = new Visibility.Limited(Optional.empty(), List.of(grant.window()));
        return attachments.references(content).stream()
                .filter(reference -> records.current(ResourceId.parse(reference), visibility)
                        .filter(version -> version.change() != StoredVersion.Change.DELETED)
                        .isPresent())
                .findFirst();
    }
}
