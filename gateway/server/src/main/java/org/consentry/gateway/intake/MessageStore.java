package org.consentry.gateway.intake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.BundleReceipts;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Submissions;
import org.consentry.ledger.merkle.Hash;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.FhirJson;
import org.hl7.fhir.r4.model.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Stores one converted message, whole or not at all. */
@Component
class MessageStore {
    private static final Logger log = LoggerFactory.getLogger(MessageStore.class);

    private final Submissions submissions;
    private final BundleReceipts receipts;
    private final MemberWrites writes;
    private final Telling telling;

    MessageStore(Submissions submissions, BundleReceipts receipts, MemberWrites writes, Telling telling) {
        this.submissions = submissions;
        this.receipts = receipts;
        this.writes = writes;
        this.telling = telling;
    }

    /** @param message the bytes as they were handed in */
    Intaken store(Sender sender, byte[] message, Conversion.Converted converted) {
        Author author = new Author(sender.organization(), sender.actor(), Author.Kind.SUBMISSION);
        byte[] raw = Hash.sha256(message).bytes();
        try {
            Optional<BundleReceipts.Known> known = receipts.ofSameBytes(sender.organization(), raw);
            if (known.isPresent()) {
                return new Intaken.Taken(
                        message,
                        converted,
                        Optional.of(known.get().bundleId()),
                        Optional.of(known.get().digest()),
                        true);
            }
            String bundleId = submit(author, raw, telling.current(converted.transactionBundle()));
            return new Intaken.Taken(message, converted, Optional.of(bundleId), receipts.digestOf(bundleId), false);
        } catch (Problem problem) {
            return new Intaken.Failed(message, problem.kind(), problem.text());
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("member", sender.organization().value())
                    .log("message could not be stored");
            return new Intaken.Failed(
                    message, ProblemKind.BUSY, "The message could not be stored; send it again later");
        }
    }

    private String submit(Author author, byte[] raw, Bundle bundle) {
        String json = FhirJson.write(bundle);
        ReusedNumbers reused = new ReusedNumbers();
        Consumer<List<WriteIntent>> rule = writes.rule(author.source(), author.actor());
        try {
            return submit(author, raw, bundle, json, reused.before(rule));
        } catch (ReusedNumbers.Found found) {
            String renamed = reused.renamed(json);
            return submit(author, raw, bundle(renamed), renamed, rule);
        }
    }

    private String submit(Author author, byte[] raw, Bundle bundle, String json, Consumer<List<WriteIntent>> rule) {
        Submissions.Terms terms = new Submissions.Terms(
                writes.visibility(author.source()), Submissions.Unmatched.LOGICAL, rule, () -> telling.note(bundle));
        return submissions
                .submit(json.getBytes(StandardCharsets.UTF_8), raw, author, terms)
                .bundleId();
    }

    private static Bundle bundle(String json) {
        return FhirJson.context().newJsonParser().parseResource(Bundle.class, json);
    }
}
