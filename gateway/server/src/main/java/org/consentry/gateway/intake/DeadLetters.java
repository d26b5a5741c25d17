package org.consentry.gateway.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.consentry.gateway.LocalSeal;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.ledger.merkle.Hash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What could not be taken, kept for whoever mends it: sealed, because it is a patient's; bounded per member, because a
 * broken sender never tires; and gone after a while. A message refused again is the same letter.
 *
 * <p>A message that failed because the store was away is no dead letter: its sender was told to send it again.
 */
@Component
public class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final String COLUMNS = "id, member, actor, format, at, bytes, reason, attempts";

    /** What the room is summed over, so it bounds what a refusal costs. */
    private static final int MOST_LETTERS = 10_000;

    private final JdbcClient jdbc;
    private final LocalSeal seal;
    private final IntakeSettings settings;
    private final Clock clock;

    DeadLetters(JdbcClient jdbc, Secrets secrets, IntakeSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.seal = LocalSeal.of(secrets, "intake/dead-letters");
        this.settings = settings;
        this.clock = clock;
    }

    /** A member's letters, the newest first. */
    public List<DeadLetter> of(OrganizationId member, int limit) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM intake_dead_letter WHERE member = :member "
                        + "ORDER BY at DESC, id LIMIT :limit")
                .param("member", member.value())
                .param("limit", limit)
                .query((row, index) -> read(row))
                .list();
    }

    /** One of a member's letters; nobody else's. */
    public Optional<DeadLetter> find(OrganizationId member, UUID id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM intake_dead_letter WHERE id = :id AND member = :member")
                .param("id", id)
                .param("member", member.value())
                .query((row, index) -> read(row))
                .optional();
    }

    /** Its bytes as they were handed in. */
    public byte[] content(DeadLetter letter) {
        byte[] sealed = jdbc.sql("SELECT sealed FROM intake_dead_letter WHERE id = :id")
                .param("id", letter.id())
                .query((row, index) -> row.getBytes("sealed"))
                .optional()
                .orElseThrow(() -> new IllegalStateException("the letter was removed meanwhile"));
        return seal.unlock(sealed, letter.id().toString());
    }

    /** Throws a letter away. */
    public void discard(DeadLetter letter) {
        jdbc.sql("DELETE FROM intake_dead_letter WHERE id = :id")
                .param("id", letter.id())
                .update();
    }

    /** Keeps what was refused. What cannot be kept either is told in the log: the sender has its answer all the same. */
    void keepIfRefused(Sender sender, MessageFormat format, Intaken taken) {
        if (!isDead(taken)) {
            return;
        }
        try {
            keep(sender, format, taken);
        } catch (DataAccessException e) {
            log.atWarn()
                    .addKeyValue("member", sender.organization().value())
                    .addKeyValue("cause", e.getClass().getSimpleName())
                    .log("a dead letter could not be kept");
        }
    }

    void replayed(DeadLetter letter, Intaken taken) {
        if (taken instanceof Intaken.Taken) {
            discard(letter);
            return;
        }
        jdbc.sql(
                        "UPDATE intake_dead_letter SET attempts = attempts + 1, reason = CAST(:reason AS jsonb) WHERE id = :id")
                .param("reason", RefusalReason.of(taken))
                .param("id", letter.id())
                .update();
    }

    /** Takes away what is too old. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
    void sweep() {
        jdbc.sql("DELETE FROM intake_dead_letter WHERE at < :before")
                .param("before", Timestamp.from(clock.instant().minus(settings.keepDeadLetters())))
                .update();
    }

    private void keep(Sender sender, MessageFormat format, Intaken taken) {
        UUID id = UUID.randomUUID();
        // The letter is written only while the member's letters have room: one statement, so nothing grows in a race
        // by more than the letters in flight.
        int kept = jdbc.sql(
                        "INSERT INTO intake_dead_letter (id, member, actor, format, at, bytes, digest, sealed, reason) "
                                + "SELECT :id, :member, :actor, :format, :at, :bytes, :digest, :sealed, CAST(:reason AS jsonb) "
                                + "FROM (SELECT coalesce(sum(bytes), 0) AS used, count(*) AS letters FROM intake_dead_letter "
                                + "WHERE member = :member) kept WHERE used + :bytes <= :room AND letters < :most ON CONFLICT (member, digest) DO UPDATE SET attempts = intake_dead_letter.attempts + 1, "
                                + "reason = excluded.reason")
                .param("id", id)
                .param("member", sender.organization().value())
                .param("actor", sender.actor())
                .param("format", format.code())
                .param("at", Timestamp.from(clock.instant()))
                .param("bytes", taken.message().length)
                .param("digest", Hash.sha256(taken.message()).bytes())
                .param("sealed", seal.lock(taken.message(), id.toString()))
                .param("reason", RefusalReason.of(taken))
                .param("room", settings.deadLetterSpace().toBytes())
                .param("most", MOST_LETTERS)
                .update();
        if (kept == 0) {
            log.atWarn()
                    .addKeyValue("member", sender.organization().value())
                    .log("a dead letter was not kept: the member's space is full");
        }
    }

    private static boolean isDead(Intaken taken) {
        return switch (taken) {
            case Intaken.Taken durable -> false;
            case Intaken.Rejected rejected -> true;
            case Intaken.Failed failed ->
                failed.kind() != ProblemKind.BUSY
                        && failed.kind() != ProblemKind.TOO_LARGE
                        && failed.kind() != ProblemKind.FAULT;
        };
    }

    private static DeadLetter read(ResultSet row) throws SQLException {
        return new DeadLetter(
                Objects.requireNonNull(row.getObject("id", UUID.class)),
                new Sender(new OrganizationId(row.getString("member")), row.getString("actor")),
                MessageFormat.named(row.getString("format")),
                row.getTimestamp("at").toInstant(),
                row.getLong("bytes"),
                row.getString("reason"),
                row.getInt("attempts"));
    }
}
