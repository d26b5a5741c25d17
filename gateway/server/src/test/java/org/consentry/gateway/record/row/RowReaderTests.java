package org.consentry.gateway.record.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class RowReaderTests {
    @Test
    void saysThatASearchIsTooCostlyWhenItsTimeIsUp() {
        try (TestDatabase database = TestDatabase.fresh()) {
            JdbcTemplate jdbc =
                    new JdbcTemplate(new SingleConnectionDataSource(database.jdbcUrl(), "postgres", "", true));
            jdbc.execute(PoolSessions.settings(Duration.ofSeconds(1)));
            RowReader reader = new RowReader(jdbc);

            assertThatThrownBy(() -> reader.list(new Sql().add("SELECT pg_sleep(30)"), row -> 0))
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.kind()).isEqualTo(ProblemKind.TOO_COSTLY);
                        assertThat(problem.kind().issueType()).isEqualTo("too-costly");
                    });
        }
    }
}
