package org.consentry.gateway.export.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.identity.OrganizationId;

/**
 * One export, as its client sees it.
 *
 * @param clientId whose it is; nobody else sees it
 * @param asked what it is to hold
 * @param policy name of the de-identification policy
 * @param owner the member whose own records it holds, identified; empty for what analysts get
 * @param attempt how often a node has begun with it; what another attempt says is not heard
 */
public record ExportJob(
        String id,
        String clientId,
        String requestUrl,
        ExportRequest asked,
        String policy,
        Optional<OrganizationId> owner,
        State state,
        Instant expires,
        int attempt) {
    ExportJob in(State other) {
        return new ExportJob(id, clientId, requestUrl, asked, policy, owner, other, expires, attempt);
    }

    /** Where a job stands. */
    public sealed interface State {
        /** Waiting or running; {@code progress} is a sentence for people. */
        record Working(String progress) implements State {}

        /** Its files can be fetched. */
        record Done(Instant transactionTime, List<ExportFile> files) implements State {}

        /** Nothing was released; {@code reason} names no content. */
        record Failed(String reason) implements State {}

        /** It was done, and its files went when a patient took back what they rested on. */
        record TakenBack(String reason) implements State {}
    }
}
