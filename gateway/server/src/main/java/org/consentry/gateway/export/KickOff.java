package org.consentry.gateway.export;

import java.util.Optional;
import org.consentry.gateway.record.ResourceId;

/**
 * How a client asks for an export.
 *
 * @param requestUrl as the client sent it, which the manifest repeats
 * @param asked what to export; without types, everything the token's scopes cover
 * @param group the Group whose patients are exported, instead of those asked for
 * @param policy the de-identification policy; {@code safe-harbor} when none is named
 */
public record KickOff(
        String requestUrl,
        ExportRequest asked,
        Optional<ResourceId> group,
        Optional<String> policy,
        Handling handling) {
    /** What becomes of what is asked for and cannot be done. */
    public enum Handling {
        /** The request is refused. */
        STRICT,
        /** It is left out, and an error file says so. */
        LENIENT
    }
}
