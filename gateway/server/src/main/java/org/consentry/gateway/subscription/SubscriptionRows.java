package org.consentry.gateway.subscription;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentry.gateway.LocalSeal;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.subscription.Progress.Status;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables of subscriptions. Methods join the caller's transaction; time is the database's. */
@Repository
class SubscriptionRows {
    private final JdbcClient jdbc;
    private final LocalSeal seal;

    SubscriptionRows(JdbcClient jdbc, Secrets secrets) {
        this.jdbc = jdbc;
        this.seal = LocalSeal.of(secrets, "subscription-headers");
    }

    int count(OrganizationId owner) {
        return jdbc.sql("select count(*) from subscription where owner = :owner and status <> 'OFF'")
                .param("owner", owner.value())
                .query(Integer.class)
                .single();
    }

    /** Adds one, or gives one new terms; what it has told so far stays counted. */
    void put(String id, OrganizationId owner, Terms terms, Status status, long position) {
        jdbc.sql("""
                        insert into subscription as s (id, owner, kind, patient_id, endpoint, headers, content, heartbeat,
                            timeout, max_count, ends, status, position)
                        values (:id, :owner, :kind, :patient, :endpoint, :headers, :content, :heartbeat,
                            :timeout, :maxCount, :ends, :status, :position)
                        on conflict (id) do update set kind = excluded.kind, patient_id = excluded.patient_id,
                            endpoint = excluded.endpoint, headers = excluded.headers, content = excluded.content,
                            heartbeat = excluded.heartbeat, timeout = excluded.timeout, max_count = excluded.max_count,
                            ends = excluded.ends, status = excluded.status, failures = 0, due = now()""")
                .param("id", id)
                .param("owner", owner.value())
                .param("kind", terms.topic().kind().name())
                .param("patient", terms.patientId().orElse(null))
                .param("endpoint", terms.endpoint().toString())
                .param("headers", seal.lock(String.join("\n", terms.headers()).getBytes(StandardCharsets.UTF_8), id))
                .param("content", terms.content().code())
                .param("heartbeat", terms.heartbeat().map(Duration::toSeconds).orElse(null), java.sql.Types.INTEGER)
                .param("timeout", terms.timeout().toSeconds())
                .param("maxCount", terms.maxCount())
                .param("ends", terms.end().map(Timestamp::from).orElse(null), java.sql.Types.TIMESTAMP)
                .param("status", status.name())
                .param("position", position)
                .update();
    }

    void delete(String id) {
        jdbc.sql("delete from subscription where id = :id").param("id", id).update();
    }

    Optional<Progress> find(String id) {
        return jdbc.sql("select * from subscription where id = :id")
                .param("id", id)
                .query(this::read)
                .optional();
    }

    List<Progress> ofOwner(OrganizationId owner) {
        return jdbc.sql("select * from subscription where owner = :owner order by id limit 10000")
                .param("owner", owner.value())
                .query(this::read)
                .list();
    }

    /** Locks one for the transaction. */
    Optional<Progress> locked(String id) {
        return jdbc.sql("select * from subscription where id = :id for update")
                .param("id", id)
                .query(this::read)
                .optional();
    }

    /** Takes those with something to do; a node that dies leaves them to the others when the time is over. */
    List<Progress> take(int most) {
        return jdbc.sql("""
                        update subscription set due = now() + make_interval(secs => timeout + 30)
                        where id in (select s.id from subscription s
                            left join event_stream e on e.recipient = 'Organization/' || s.owner
                            where s.status in ('REQUESTED', 'ACTIVE') and s.due <= now()
                                and (s.status = 'REQUESTED' or s.failures > 0 or s.told < s.events
                                    or e.last_id > s.position or s.ends <= now()
                                    or s.last_sent <= now() - make_interval(secs => s.heartbeat))
                            order by s.due limit :most for update of s skip locked)
                        returning *""").param("most", most).query(this::read).list();
    }

    /** Numbers an event of the owner's stream. */
    void number(String id, long number, long event) {
        jdbc.sql("insert into subscription_event (subscription_id, number, event_id) values (:id, :number, :event)")
                .param("id", id)
                .param("number", number)
                .param("event", event)
                .update();
    }

    void lookedAt(String id, long position, long events) {
        jdbc.sql("update subscription set position = :position, events = :events where id = :id")
                .param("id", id)
                .param("position", position)
                .param("events", events)
                .update();
    }

    /** The endpoint took everything up to a number. The lease begins anew. */
    void taken(String id, long told) {
        jdbc.sql("update subscription set told = greatest(told, :told), failures = 0, last_sent = now(), "
                        + "due = now() + make_interval(secs => timeout + 30) where id = :id")
                .param("id", id)
                .param("told", told)
                .update();
    }

    /** The subscription, if its endpoint has heard nothing for as long as it agreed to. */
    Optional<String> isSilent(String id) {
        return jdbc.sql("select id from subscription where id = :id "
                        + "and last_sent <= now() - make_interval(secs => heartbeat)")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    /** Gives the lease back. */
    void release(String id) {
        jdbc.sql("update subscription set due = now() where id = :id")
                .param("id", id)
                .update();
    }

    /** Gives the lease back after a pause. */
    void failed(String id, int failures, Duration pause) {
        jdbc.sql("update subscription set failures = :failures, due = now() + make_interval(secs => :pause) "
                        + "where id = :id")
                .param("id", id)
                .param("failures", failures)
                .param("pause", pause.toMillis() / 1000.0)
                .update();
    }

    /** Goes on to another status, if it still is in the one it was seen in. The lease begins anew. */
    boolean become(String id, Status from, Status to) {
        return jdbc.sql("update subscription set status = :to, failures = 0, last_sent = now(), "
                                + "due = now() + make_interval(secs => timeout + 30) "
                                + "where id = :id and status = :from")
                        .param("id", id)
                        .param("from", from.name())
                        .param("to", to.name())
                        .update()
                == 1;
    }

    /** The ids of the events with these numbers, by number. */
    List<Numbered> numbered(String id, long first, long last, int most) {
        return jdbc.sql("select number, event_id from subscription_event where subscription_id = :id "
                        + "and number between :first and :last order by number limit :most")
                .param("id", id)
                .param("first", first)
                .param("last", last)
                .param("most", most)
                .query((row, number) -> new Numbered(row.getLong(1), row.getLong(2)))
                .list();
    }

    /** Forgets the numbers of events that are no longer kept; answers how many. */
    int forgetGone() {
        return jdbc.sql("""
                        delete from subscription_event n using subscription s where s.id = n.subscription_id
                            and n.event_id <= s.position and n.event_id < coalesce((select min(e.id) from event e
                                where e.recipient = 'Organization/' || s.owner), s.position + 1)""").update();
    }

    /** Which event has which number. */
    record Numbered(long number, long eventId) {}

    private Progress read(ResultSet row, int number) throws SQLException {
        String id = row.getString("id");
        int heartbeat = row.getInt("heartbeat");
        Optional<Duration> every = row.wasNull() ? Optional.empty() : Optional.of(Duration.ofSeconds(heartbeat));
        String content = row.getString("content");
        Terms terms = new Terms(
                new Topic(EventKind.valueOf(row.getString("kind"))),
                Optional.ofNullable(row.getString("patient_id")),
                URI.create(row.getString("endpoint")),
                new String(seal.unlock(row.getBytes("headers"), id), StandardCharsets.UTF_8)
                        .lines()
                        .toList(),
                Stream.of(Terms.Content.values())
                        .filter(each -> each.code().equals(content))
                        .findFirst()
                        .orElseThrow(),
                every,
                Duration.ofSeconds(row.getInt("timeout")),
                row.getInt("max_count"),
                Optional.ofNullable(row.getTimestamp("ends")).map(Timestamp::toInstant));
        Instant lastSent = row.getTimestamp("last_sent").toInstant();
        return new Progress(
                id,
                new OrganizationId(row.getString("owner")),
                terms,
                Status.valueOf(row.getString("status")),
                row.getLong("position"),
                row.getLong("events"),
                row.getLong("told"),
                row.getInt("failures"),
                lastSent);
    }
}
