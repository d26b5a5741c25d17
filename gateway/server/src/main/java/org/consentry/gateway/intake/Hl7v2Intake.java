package org.consentry.gateway.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.BundleReceipts;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Submissions;
import org.consentry.ledger.merkle.Hash;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.hl7v2.Hl7v2Frame;
import org.consentry.mappers.hl7v2.Hl7v2Mapper;
import org.hl7.fhir.r4.model.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * HL7 v2 messages of one sender, one after the other.
 *
 * <p>The mapper gives every resource an id that follows from the sender and the business key, so a message that is stored
 * again changes nothing; and the very same bytes are recognized and answered with their first receipt.
 */
@Component
public class Hl7v2Intake {
    private static final Logger log = LoggerFactory.getLogger(Hl7v2Intake.class);

    private final Hl7v2Mapper mapper = new Hl7v2Mapper();
    private final Submissions submissions;
    private final BundleReceipts receipts;
    private final MemberWrites writes;
    private final Telling telling;
    private final TransactionTemplate transaction;
    private final IntakeSettings settings;

    Hl7v2Intake(
            Submissions submissions,
            BundleReceipts receipts,
            MemberWrites writes,
            Telling telling,
            TransactionTemplate transaction,
            IntakeSettings settings) {
        this.submissions = submissions;
        this.receipts = receipts;
        this.writes = writes;
        this.telling = telling;
        this.transaction = transaction;
        this.settings = settings;
    }

    /** Takes one message or a batch; answers each message by itself, in order. An empty body is no message. */
    public List<Intaken> take(OrganizationId sender, String actor, byte[] body) {
        List<Intaken> taken = new ArrayList<>();
        for (Hl7v2Frame frame : mapper.frames(body)) {
            taken.add(takeOne(sender, actor, frame.bytes()));
        }
        return taken;
    }

    /** Takes one message. */
    public Intaken takeOne(OrganizationId sender, String actor, byte[] message) {
        if (message.length > settings.largestMessage().toBytes()) {
            return new Intaken.Failed(message, ProblemKind.TOO_LARGE, "The message is larger than this door takes");
        }
        Conversion conversion = mapper.convert(message, new ConversionContext(sender.value(), settings.zone()));
        return switch (conversion) {
            case Conversion.Rejected rejected -> new Intaken.Rejected(message, rejected);
            case Conversion.Converted converted -> store(sender, actor, message, converted);
        };
    }

    private Intaken store(OrganizationId sender, String actor, byte[] message, Conversion.Converted converted) {
        Author author = new Author(sender, actor, Author.Kind.SUBMISSION);
        byte[] raw = Hash.sha256(message).bytes();
        try {
            Optional<BundleReceipts.Known> known = receipts.ofSameBytes(sender, raw);
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
            log.atError().setCause(e).addKeyValue("member", sender.value()).log("message could not be stored");
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
        Submissions.Submitted submitted = transaction.execute(status -> {
            Submissions.Submitted stored = submissions.submit(
                    json.getBytes(StandardCharsets.UTF_8), raw, author, writes.visibility(author.source()), rule);
            telling.note(bundle);
            return stored;
        });
        return Objects.requireNonNull(submitted).bundleId();
    }

    private static Bundle bundle(String json) {
        return FhirJson.context().newJsonParser().parseResource(Bundle.class, json);
    }
}
