package org.consentry.gateway.registration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.consentry.gateway.registration.Application.Status;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Applications in the database. Methods that write join the caller's transaction. */
@Component
class JdbcApplications {
    private static final String SELECT = "SELECT id, account, kind, member, name, jwks, status, at FROM application ";

    private final JdbcClient jdbc;

    JdbcApplications(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps a new one. @return whether the account had no other one open */
    boolean add(Application application) {
        Application.Asked asked = application.asked();
        return jdbc.sql("INSERT INTO application (id, account, kind, member, name, jwks, status, at) "
                                + "VALUES (:id, :account, :kind, :member, :name, :jwks, :status, :at) "
                                + "ON CONFLICT DO NOTHING")
                        .param("id", application.id())
                        .param("account", application.account())
                        .param("kind", asked.kind().code())
                        .param("member", asked.member())
                        .param("name", asked.name())
                        .param("jwks", asked.jwks())
                        .param("status", application.status().code())
                        .param("at", Timestamp.from(application.at()))
                        .update()
                == 1;
    }

    List<Application> ofAccount(String account) {
        return jdbc.sql(SELECT + "WHERE account = :account ORDER BY at DESC, id LIMIT 20")
                .param("account", account)
                .query((row, n) -> read(row))
                .list();
    }

    List<Application> in(Status status, int most) {
        return jdbc.sql(SELECT + "WHERE status = :status ORDER BY at, id LIMIT :most")
                .param("status", status.code())
                .param("most", most)
                .query((row, n) -> read(row))
                .list();
    }

    /** Locks it, so that of two decisions one comes first. */
    Optional<Application> locked(String id) {
        return jdbc.sql(SELECT + "WHERE id = :id FOR UPDATE")
                .param("id", id)
                .query((row, n) -> read(row))
                .optional();
    }

    boolean isGiven(String member) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM application WHERE member = :member AND status = 'approved')")
                .param("member", member)
                .query(Boolean.class)
                .single();
    }

    void decide(String id, Status status, String by, Instant at) {
        jdbc.sql("UPDATE application SET status = :status, decided_by = :by, decided_at = :at WHERE id = :id")
                .param("status", status.code())
                .param("by", by)
                .param("at", Timestamp.from(at))
                .param("id", id)
                .update();
    }

    private static Application read(ResultSet row) throws SQLException {
        return new Application(
                row.getString("id"),
                row.getString("account"),
                new Application.Asked(
                        Application.Kind.of(row.getString("kind")),
                        row.getString("member"),
                        row.getString("name"),
                        row.getString("jwks")),
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getTimestamp("at").toInstant());
    }
}
