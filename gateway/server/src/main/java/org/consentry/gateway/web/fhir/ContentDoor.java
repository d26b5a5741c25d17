package org.consentry.gateway.web.fhir;

import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.record.Submissions;

/** Takes content that comes as itself and not as FHIR, and stores the Binary that stands for it. */
public interface ContentDoor {
    /**
     * Stores one content.
     *
     * @throws org.consentry.gateway.problem.Problem for everything a client can act on; nothing is stored then
     */
    Submissions.Entry take(RawContent content);

    /** How many bytes of a content are in memory at any moment while it is taken. */
    long inMemory();

    /**
     * Content on its way in.
     *
     * @param id of the Binary, when the caller named one
     * @param asked the change that a Binary's JSON becomes
     * @param contentType as the sender says
     * @param securityContext {@code X-Security-Context}: the resource whose access rules it shares
     * @param length as announced
     * @param body read once, on the caller's thread or while that waits
     */
    record RawContent(
            Caller caller,
            Optional<String> id,
            Function<byte[], Submissions.Asked> asked,
            String contentType,
            Optional<String> securityContext,
            OptionalLong length,
            InputStream body) {}
}
