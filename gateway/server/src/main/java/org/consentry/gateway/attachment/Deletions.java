package org.consentry.gateway.attachment;

import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Objects to take away, as an outbox: put down in the transaction that makes them superfluous, or before they are made
 * where a crash could leave them, and tried until the store has done it.
 */
@Component
class Deletions {
    private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);
    private static final int BATCH = 100;

    private final JdbcClient jdbc;
    private final Objects objects;

    Deletions(JdbcClient jdbc, Objects objects) {
        this.jdbc = jdbc;
        this.objects = objects;
    }

    /** Puts an object down to be deleted after so many seconds. */
    void in(ObjectKey key, int seconds) {
        jdbc.sql("insert into object_deletion (object_key, due) values (:key, now() + make_interval(secs => :seconds)) "
                        + "on conflict (object_key) do update set due = excluded.due")
                .param("key", key.value())
                .param("seconds", seconds)
                .update();
    }

    /** The object is wanted after all. */
    void forget(ObjectKey key) {
        jdbc.sql("delete from object_deletion where object_key = :key")
                .param("key", key.value())
                .update();
    }

    /** Deletes one object that is down already; if the store fails, it stays down. */
    void now(ObjectKey key) {
        try {
            objects.delete(key);
            // A crash here leaves a row for an object that is gone; deleting it again succeeds.
            forget(key);
        } catch (Problem away) {
            jdbc.sql("update object_deletion set attempts = attempts + 1, "
                            + "due = now() + make_interval(secs => least(3600, 5 * 2 ^ least(attempts, 10))) "
                            + "where object_key = :key")
                    .param("key", key.value())
                    .update();
            LOG.atWarn().log("an object could not be deleted and will be tried again");
        }
    }

    /** Deletes what is due; several nodes may do it at the same time. Returns how many were tried. */
    int sweep() {
        List<String> due = jdbc.sql(
                        "select object_key from object_deletion where due <= now() order by due limit :most")
                .param("most", BATCH)
                .query(String.class)
                .list();
        due.forEach(key -> now(new ObjectKey(key)));
        return due.size();
    }
}
