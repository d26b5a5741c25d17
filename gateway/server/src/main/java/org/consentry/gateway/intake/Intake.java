package org.consentry.gateway.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.consentry.gateway.admission.Admission;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.csv.CsvMapper;
import org.springframework.stereotype.Component;

/**
 * Messages, documents and tables of members, one after the other.
 *
 * <p>The mappers give every resource an id that follows from the sender and the business key, so a message that is
 * stored again changes nothing; and the very same bytes are recognized and answered with their first receipt. What
 * cannot be taken is kept as a dead letter, until it is replayed or too old.
 */
@Component
public class Intake {
    private static final CsvMapper CSV = new CsvMapper();

    private final MessageStore store;
    private final DeadLetters letters;
    private final IntakeMetrics metrics;
    private final IntakeSettings settings;
    private final SiteProfiles profiles;
    private final Admission admission;
    private final Clock clock;

    Intake(
            MessageStore store,
            DeadLetters letters,
            IntakeMetrics metrics,
            IntakeSettings settings,
            SiteProfiles profiles,
            Admission admission,
            Clock clock) {
        this.profiles = profiles;
        this.admission = admission;
        this.store = store;
        this.letters = letters;
        this.metrics = metrics;
        this.settings = settings;
        this.clock = clock;
    }

    /** The format that a sender's member calls so, its own tables among them. */
    public Optional<IntakeFormat> format(Sender sender, String code) {
        return profiles.format(sender.organization(), code);
    }

    /**
     * Takes a body to its end; tells what became of each message, or of each so many rows of a table, as soon as it is
     * known and in order. Of a body without any, nothing is told. Memory is bounded by the largest body of messages;
     * a table is never held whole.
     *
     * @throws IOException when the body cannot be read; what was told until then is durable
     * @throws Problem TOO_LARGE for a body of messages beyond the bound
     */
    public void take(Sender sender, IntakeFormat format, InputStream body, Consumer<Intaken> told) throws IOException {
        switch (format) {
            case MessageFormat messages -> {
                for (byte[] message : messages.cut(whole(body))) {
                    told.accept(takeOne(sender, messages, message));
                }
            }
            case TableFormat table ->
                CSV.convert(
                        body,
                        table.layout(),
                        profiles.context(sender),
                        part -> told.accept(takePart(sender, table, part)));
        }
    }

    private byte[] whole(InputStream body) throws IOException {
        int most = Math.toIntExact(settings.largestBody().toBytes());
        byte[] bytes = body.readNBytes(most + 1);
        if (bytes.length > most) {
            throw Problem.of(ProblemKind.TOO_LARGE, "The body is larger than this door takes");
        }
        return bytes;
    }

    /** Rows of a table: they are no dead letter when they are refused, because the report names their lines. */
    private Intaken takePart(Sender sender, TableFormat table, Conversion part) {
        Instant start = clock.instant();
        Intaken taken =
                switch (part) {
                    case Conversion.Rejected rejected -> new Intaken.Rejected(new byte[0], rejected);
                    case Conversion.Converted converted ->
                        store.store(
                                sender,
                                FhirJson.write(converted.transactionBundle()).getBytes(StandardCharsets.UTF_8),
                                converted);
                };
        metrics.count(sender, table, taken, Duration.between(start, clock.instant()));
        return taken;
    }

    /** Takes one message. */
    public Intaken takeOne(Sender sender, MessageFormat format, byte[] message) {
        Intaken taken = attempt(sender, format, message);
        letters.keepIfRefused(sender, format, taken);
        return taken;
    }

    /** Tries a dead letter again: it goes when it is taken, and keeps its new reason when it is not. */
    public Intaken replay(DeadLetter letter) {
        Intaken taken = attempt(letter.sender(), letter.format(), letters.content(letter));
        letters.replayed(letter, taken);
        return taken;
    }

    private Intaken attempt(Sender sender, MessageFormat format, byte[] message) {
        Instant start = clock.instant();
        Intaken taken = attemptUntimed(sender, format, message);
        metrics.count(sender, format, taken, Duration.between(start, clock.instant()));
        return taken;
    }

    private Intaken attemptUntimed(Sender sender, MessageFormat format, byte[] message) {
        if (message.length > settings.largestMessage().toBytes()) {
            return new Intaken.Failed(message, ProblemKind.TOO_LARGE, "The message is larger than this door takes");
        }
        try (Admission.Admitted admitted = admission.open()) {
            Optional<Intaken> refused = refusal(admitted, message);
            return refused.isPresent() ? refused.get() : convertAndStore(sender, format, message);
        }
    }

    private static Optional<Intaken> refusal(Admission.Admitted admitted, byte[] message) {
        try {
            admitted.work(message.length);
            return Optional.empty();
        } catch (Problem busy) {
            return Optional.of(new Intaken.Failed(message, busy.kind(), "Too much is coming in at the same time"));
        }
    }

    private Intaken convertAndStore(Sender sender, MessageFormat format, byte[] message) {
        return switch (format.convert(message, profiles.context(sender))) {
            case Conversion.Rejected rejected -> new Intaken.Rejected(message, rejected);
            case Conversion.Converted converted -> store.store(sender, message, converted);
        };
    }
}
