package org.consentry.gateway.intake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
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

    private static final int MOST_LOOKS = 5;

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
            String bundleId = submit(author, raw, converted.transactionBundle());
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

    private String submit(Author author, byte[] raw, Bundle message) {
        ReusedNumbers reused = new ReusedNumbers();
        Consumer<List<WriteIntent>> rule = writes.rule(author.source(), author.actor());
        try {
            return submit(author, raw, message, UnaryOperator.identity(), reused.before(rule));
        } catch (ReusedNumbers.Found found) {
            return submit(author, raw, message, reused::renamed, rule);
        }
    }

    /** Looks again when it was overtaken; who is overtaken again and again comes in a storm, and is sent again later. */
    private String submit(
            Author author, byte[] raw, Bundle message, UnaryOperator<String> names, Consumer<List<WriteIntent>> rule) {
        for (int look = 1; ; look++) {
            Telling.Current current = telling.current(message, names);
            try {
                return submit(author, raw, current, names.apply(FhirJson.write(current.bundle())), rule);
            } catch (Telling.Overtaken overtaken) {
                if (look == MOST_LOOKS) {
                    throw overtaken;
                }
            }
        }
    }

    private String submit(
            Author author, byte[] raw, Telling.Current current, String json, Consumer<List<WriteIntent>> rule) {
        Submissions.Terms terms = new Submissions.Terms(
                writes.visibility(author.source()),
                Submissions.Unmatched.LOGICAL,
                rule,
                alongside -> telling.note(current, alongside));
        return submissions
                .submit(json.getBytes(StandardCharsets.UTF_8), raw, author, terms)
                .bundleId();
    }
}
