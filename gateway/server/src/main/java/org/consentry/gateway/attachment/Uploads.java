package org.consentry.gateway.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.Envelope;
import org.consentry.crypto.envelope.EnvelopeContext;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.stereotype.Component;

/*
 * Takes content in as a stream, of any size up to the limit, in memory that does not depend on the size.
 *
 * What comes is hashed, encrypted and sent to the store as it comes. Its hash and often its length are known only at the
 * end, so the row says UPLOADING without them, and the statement that makes it STORED fills them in. That statement also
 * finds out whether the patient had the same bytes already; then the new object goes and the old content stands for both.
 *
 * An upload that breaks takes its object and its row away at once. Where even that fails (this node dies, the store is
 * gone) the janitor does it later: the row is older than the time allowed then, because an upload that still runs says so
 * every minute.
 */
@Component
public class Uploads {
    private static final Envelope ENVELOPE = Envelope.standard();

    private final Contents contents;
    private final Objects objects;
    private final Deletions deletions;
    private final DataKeys keys;
    private final AttachmentSettings settings;
    private final SecureRandom random = new SecureRandom();

    Uploads(Contents contents, Objects objects, Deletions deletions, DataKeys keys, AttachmentSettings settings) {
        this.contents = contents;
        this.objects = objects;
        this.deletions = deletions;
        this.keys = keys;
        this.settings = settings;
    }

    /**
     * What comes.
     *
     * @param length as the sender announced it; what is shorter or longer is refused
     * @param patientId whose it is; empty when the record that will point to it has yet to tell
     * @param contentType as the sender says; at most 255 characters are kept
     */
    public record Arriving(
            InputStream body,
            OptionalLong length,
            Optional<String> patientId,
            OrganizationId source,
            String contentType) {}

    /**
     * Seals and stores what comes. When this returns, the ciphertext is durable; it stays when a record that points to
     * it commits within the time allowed. When it throws, nothing is left.
     *
     * @throws Problem TOO_LARGE beyond the limit, MALFORMED when the body breaks off, BUSY when the store is away
     */
    public SealedContent store(Arriving arriving) {
        long most = settings.maxSize().toBytes();
        if (arriving.length().orElse(0) > most) {
            throw tooLarge();
        }
        String id = UUID.randomUUID().toString();
        // It comes alone: what its ciphertext is bound to is its own identity.
        EnvelopeContext context = new EnvelopeContext(id, "1", ContentHash.hex(id));
        try (DataKey key = DataKey.random(random)) {
            SealedContent begun = begun(id, arriving, context, key);
            contents.begin(begun, arriving.source().value());
            try {
                return measured(begun, send(begun, arriving, key, most));
            } catch (RuntimeException failed) {
                abandon(begun);
                throw failed;
            }
        }
    }

    private SealedContent begun(String id, Arriving arriving, EnvelopeContext context, DataKey key) {
        String owner = arriving.patientId().orElseGet(Owners::stranger);
        return new SealedContent(
                id,
                owner,
                new byte[0],
                new byte[0],
                0,
                Attachments.shortened(arriving.contentType()),
                ObjectKey.sealed(random),
                0,
                ENVELOPE.segmentSize(),
                context,
                keys.keep(key, owner));
    }

    private MeasuredInput send(SealedContent begun, Arriving arriving, DataKey key, long most) {
        MeasuredInput body =
                new MeasuredInput(arriving.body(), arriving.length(), most, () -> contents.touch(begun.id()));
        long size = arriving.length().isPresent()
                ? ENVELOPE.sealedLength(arriving.length().getAsLong())
                : Objects.UNKNOWN_SIZE;
        try (InputStream ciphertext = ENVELOPE.sealing(body, key, begun.context())) {
            objects.put(begun.objectKey(), ciphertext, size);
        } catch (IOException broken) {
            throw body.isTooLarge()
                    ? tooLarge()
                    : Problem.of(ProblemKind.MALFORMED, "The content is not as long as was announced, or broke off");
        }
        return body;
    }

    private SealedContent measured(SealedContent begun, MeasuredInput body) {
        ContentHash hash = body.hash();
        SealedContent content = new SealedContent(
                begun.id(),
                begun.patientId(),
                hash.sha256(),
                hash.sha1(),
                body.count(),
                begun.contentType(),
                begun.objectKey(),
                ENVELOPE.sealedLength(body.count()),
                begun.segmentSize(),
                begun.context(),
                begun.key());
        // A crash here leaves an object whose row is UPLOADING, which the janitor takes away.
        return switch (contents.measured(content)) {
            case STORED -> content;
            case SUPERSEDED -> {
                abandon(content);
                yield contents.same(content.patientId(), content.sha256())
                        .orElseThrow(() -> Problem.of(ProblemKind.BUSY, "The same content is being stored; try again"));
            }
            case LOST -> throw Problem.of(ProblemKind.BUSY, "The upload took too long; try again");
        };
    }

    private void abandon(SealedContent content) {
        contents.doom(content.id());
        deletions.in(content.objectKey(), 0);
        deletions.now(content.objectKey());
        contents.forget(java.util.List.of(content.objectKey()));
    }

    private Problem tooLarge() {
        return Problem.of(ProblemKind.TOO_LARGE, "An attachment is at most " + settings.maxSize());
    }
}
