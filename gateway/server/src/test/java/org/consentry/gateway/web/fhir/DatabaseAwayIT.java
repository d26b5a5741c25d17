package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class DatabaseAwayIT {
    @Test
    void answers503UntilTheDatabaseIsBack() throws SQLException {
        try (FhirServer server = new FhirServer()) {
            server.put("hospital-a", "/Organization/away", "{'resourceType':'Organization','id':'away','name':'A'}");
            HikariDataSource pool = server.store.database.dataSource().unwrap(HikariDataSource.class);
            pool.getHikariConfigMXBean().setConnectionTimeout(500);
            String url = server.store.database.jdbcUrl();

            takeAway(url, true);
            HttpResponse<String> read = server.get("hospital-a", "/Organization/away");
            HttpResponse<String> search = server.get("hospital-a", "/Organization?name=a");
            HttpResponse<String> write = server.put(
                    "hospital-a", "/Organization/away", "{'resourceType':'Organization','id':'away','name':'B'}");
            takeAway(url, false);

            for (HttpResponse<String> answer : java.util.List.of(read, search, write)) {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.body())
                        .contains("OperationOutcome", "transient")
                        .doesNotContain("Exception");
            }
            HttpResponse<String> back = server.get("hospital-a", "/Organization/away");
            // The pool makes its connections anew; every attempt waits for one.
            for (int attempt = 0; back.statusCode() == 503 && attempt < 60; attempt++) {
                back = server.get("hospital-a", "/Organization/away");
            }
            assertThat(back.statusCode()).isEqualTo(200);
            assertThat(back.body()).contains("\"name\":\"A\"");
        }
    }

    /** Ends all connections to the database and lets no new one in, as seen from the pool. */
    private static void takeAway(String url, boolean away) throws SQLException {
        String name = url.replaceAll("^.*/([a-z_0-9]+)\\?.*$", "$1");
        try (Connection connection = DriverManager.getConnection(url.replace("/" + name, "/postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS " + !away);
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        }
    }
}
