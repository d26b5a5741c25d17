package org.consentry.gateway.attachment;

import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The Binary that stands for a content: everything but its bytes, and the hash by which they can be known. */
public final class BinaryStandIn {
    private BinaryStandIn() {}

    /**
     * Its JSON. The hash is an extension of {@code data}, because a Binary itself cannot be extended.
     *
     * @param id of the Binary, when it is known
     * @param contentType as this sender says; the content may have come before under another
     * @param securityContext a reference
     */
    public static byte[] of(
            SealedContent content, Optional<String> id, String contentType, Optional<String> securityContext) {
        ObjectNode binary = ResourceJson.empty().put("resourceType", "Binary");
        id.ifPresent(known -> binary.put("id", known));
        binary.put("contentType", contentType);
        ObjectNode context = binary.putObject("securityContext");
        securityContext.ifPresent(reference -> context.put("reference", reference));
        context.putObject("identifier")
                .put("system", ContentSealer.CONTENT_SYSTEM)
                .put("value", content.id());
        binary.putObject("_data")
                .putArray("extension")
                .addObject()
                .put("url", ContentSealer.SHA256_EXTENSION)
                .put("valueBase64Binary", Base64.getEncoder().encodeToString(content.sha256()));
        return ResourceJson.bytes(binary);
    }
}
