package org.consentry.gateway.sharing;

import java.util.Collection;
import java.util.List;
import org.consentry.gateway.NodeBell;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Consents under which something may be waiting, put down in the transaction that brings it. Taking one makes it due
 * again later: a node that dies leaves it to the others.
 */
@Component
class ReleaseQueue {
    private static final int LEASE_SECONDS = 60;

    private final JdbcClient jdbc;
    private final NodeBell bell = new NodeBell();

    ReleaseQueue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One consent to look at.
     *
     * @param round changes when it is put down again meanwhile
     */
    record Due(String consentId, long round) {}

    /** Puts a consent down, in the caller's transaction. */
    void put(String consentId) {
        jdbc.sql("insert into release_due as r (consent_id) values (:consent) "
                        + "on conflict (consent_id) do update set due = now(), round = r.round + 1")
                .param("consent", consentId)
                .update();
        bell.ringAfterCommit();
    }

    /** Puts every consent down under which fragments of these patients are live. */
    void putAllOf(Collection<String> patientIds) {
        int waiting = jdbc.sql("insert into release_due as r (consent_id) "
                        + "select distinct consent_id from kfrag where withdrawn is null and patient_id = any(:patients) "
                        + "order by consent_id "
                        + "on conflict (consent_id) do update set due = now(), round = r.round + 1")
                .param("patients", patientIds.toArray(String[]::new))
                .update();
        if (waiting > 0) {
            bell.ringAfterCommit();
        }
    }

    List<Due> take(int most) {
        return jdbc.sql("""
                        update release_due set due = now() + make_interval(secs => :lease)
                        where consent_id in (select consent_id from release_due where due <= now()
                            order by due limit :most for update skip locked)
                        returning consent_id, round""")
                .param("lease", LEASE_SECONDS)
                .param("most", most)
                .query((row, number) -> new Due(row.getString(1), row.getLong(2)))
                .list();
    }

    /** It has been looked at; unless it was put down again meanwhile, it is done. */
    void done(Due due) {
        jdbc.sql("delete from release_due where consent_id = :consent and round = :round")
                .param("consent", due.consentId())
                .param("round", due.round())
                .update();
    }

    void remove(String consentId) {
        jdbc.sql("delete from release_due where consent_id = :consent")
                .param("consent", consentId)
                .update();
    }

    void wake() {
        bell.ring();
    }

    /** Waits until something was put down here, or for so long. */
    void await(long millis) throws InterruptedException {
        bell.await(millis);
    }
}
