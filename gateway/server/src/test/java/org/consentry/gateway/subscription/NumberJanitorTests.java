package org.consentry.gateway.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Numbers go with the events that they number, and not before. */
class NumberJanitorTests {
    private static TestDatabase database;
    private static JdbcClient jdbc;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        jdbc = JdbcClient.create(database.dataSource());
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    private static void subscription(String id, String owner, int position) {
        jdbc.sql("insert into subscription (id, owner, kind, endpoint, headers, content, timeout, max_count, status, "
                        + "position) values (:id, :owner, 'REFERRAL', 'https://x.example', '', 'empty', 10, 100, "
                        + "'ACTIVE', :position)")
                .param("id", id)
                .param("owner", owner)
                .param("position", position)
                .update();
        for (int number = 1; number <= position; number++) {
            jdbc.sql("insert into subscription_event values (:id, :number, :number)")
                    .param("id", id)
                    .param("number", number)
                    .update();
        }
    }

    private static void event(String owner, int id) {
        jdbc.sql("insert into event (recipient, id, kind, at, facts) values (:recipient, :id, 'referral', now(), '{}')")
                .param("recipient", "Organization/" + owner)
                .param("id", id)
                .update();
    }

    private static List<Long> numbers(String id) {
        return jdbc.sql("select number from subscription_event where subscription_id = :id order by number")
                .param("id", id)
                .query(Long.class)
                .list();
    }

    @Test
    void forgetsTheNumbersOfForgottenEventsAlone() {
        subscription("some-kept", "a", 5);
        subscription("none-kept", "b", 3);
        subscription("all-kept", "c", 2);
        event("a", 4);
        event("a", 5);
        event("c", 1);
        event("c", 2);

        int forgotten = new NumberJanitor(new SubscriptionRows(jdbc, Secrets.of(new byte[32]))).forgetGone();

        assertThat(forgotten).isEqualTo(6);
        assertThat(numbers("some-kept")).containsExactly(4L, 5L);
        assertThat(numbers("none-kept")).isEmpty();
        assertThat(numbers("all-kept")).containsExactly(1L, 2L);
    }
}
