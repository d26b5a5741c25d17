package org.consentry.gateway.web.attachment;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.attachment.BinaryStandIn;
import org.consentry.gateway.attachment.Objects;
import org.consentry.gateway.attachment.SealedContent;
import org.consentry.gateway.attachment.Uploads;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.signature.RequiredSignatures;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.web.fhir.Authors;
import org.consentry.gateway.web.fhir.ContentDoor;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Content that is handed in as itself. The caller is asked about before the first byte is read, and again in the
 * transaction that stores the Binary; what that refuses is taken away by the janitor.
 */
@Component
class BinaryUpload implements ContentDoor {
    private static final Pattern REFERENCE =
            Pattern.compile("[A-Z][A-Za-z]{1,63}/[A-Za-z0-9\\-.]{1,64}(/_history/[A-Za-z0-9\\-.]{1,64})?");
    private static final Pattern PATIENT = Pattern.compile("Patient/([A-Za-z0-9\\-.]{1,64})");

    private final Uploads uploads;
    private final AccessGate gate;
    private final Submissions store;
    private final RequiredSignatures signatures;
    private final Records records;
    private final String base;

    /** @param store the one below the sealing of inline content and the asking for signatures, which {@code signatures} does */
    BinaryUpload(
            Uploads uploads,
            AccessGate gate,
            @Qualifier("submissions") Submissions store,
            RequiredSignatures signatures,
            Records records,
            GatewaySettings gateway) {
        this.uploads = uploads;
        this.gate = gate;
        this.store = store;
        this.signatures = signatures;
        this.records = records;
        this.base = gateway.fhir();
    }

    @Override
    public Submissions.Entry take(RawContent raw) {
        Optional<String> context = raw.securityContext().map(this::reference);
        Optional<String> patient =
                context.map(PATIENT::matcher).filter(Matcher::matches).map(it -> it.group(1));
        gate.authorize(raw.caller(), List.of(WriteIntent.creation("Binary", raw.id(), patient)));
        patient.ifPresent(this::requireThere);
        Author author = Authors.of(raw.caller());
        signatures.refuseUnsigned(author.source());
        SealedContent content = uploads.store(
                new Uploads.Arriving(raw.body(), raw.length(), patient, author.source(), raw.contentType()));
        byte[] binary = BinaryStandIn.of(content, raw.id(), raw.contentType(), context);
        return store.change(
                raw.asked().apply(binary),
                author,
                Authors.matching(raw.caller()),
                intents -> gate.authorize(raw.caller(), intents));
    }

    @Override
    public long inMemory() {
        return Objects.PART;
    }

    /** A record that is not there is not added to, in the words in which a closed one is not. */
    private void requireThere(String patientId) {
        if (records.current(new ResourceId("Patient", patientId), new Visibility.Everything())
                .isEmpty()) {
            throw Problem.of(ProblemKind.FORBIDDEN, WriteIntent.NOT_TO_ADD);
        }
    }

    private String reference(String text) {
        String relative = text.startsWith(base + "/") ? text.substring(base.length() + 1) : text;
        if (!REFERENCE.matcher(relative).matches()) {
            throw Problem.at(ProblemKind.MALFORMED, "X-Security-Context", "a reference such as Patient/123");
        }
        return relative;
    }
}
