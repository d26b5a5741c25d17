package org.consentry.gateway.attachment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Takes away what nobody will ask for any more. What fails is tried again next time; nodes may do it together. */
@Component
class AttachmentJanitor {
    private static final Logger LOG = LoggerFactory.getLogger(AttachmentJanitor.class);

    private final Attachments attachments;
    private final Deliveries deliveries;
    private final Deletions deletions;

    AttachmentJanitor(Attachments attachments, Deliveries deliveries, Deletions deletions) {
        this.attachments = attachments;
        this.deliveries = deliveries;
        this.deletions = deletions;
    }

    @Scheduled(initialDelayString = "PT10S", fixedDelayString = "PT10S")
    void sweep() {
        int unstaged = deliveries.unstageExpired();
        int deleted = deletions.sweep();
        int unkept = attachments.sweep();
        if (unstaged + deleted + unkept > 0) {
            LOG.atInfo()
                    .addKeyValue("expired", unstaged)
                    .addKeyValue("deleted", deleted)
                    .addKeyValue("unkept", unkept)
                    .log("attachments swept");
        }
    }
}
