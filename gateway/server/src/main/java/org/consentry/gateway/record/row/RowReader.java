package org.consentry.gateway.record.row;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Runs statements and reads rows; a statement that takes too long becomes an answer, not a failure. */
public final class RowReader {
    private final JdbcTemplate jdbc;

    public RowReader(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Reads one result row. */
    public interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    public List<Row> rows(Sql sql) {
        return list(sql, Row::read);
    }

    public <T> List<T> list(Sql sql, Mapper<T> mapper) {
        List<T> found = new ArrayList<>();
        try {
            jdbc.query(sql.text(), sql::bind, row -> {
                found.add(mapper.map(row));
            });
        } catch (QueryTimeoutException e) {
            throw tooCostly(e);
        } catch (org.springframework.dao.DataAccessResourceFailureException e) {
            if (e.getCause() instanceof SQLException cause && "57014".equals(cause.getSQLState())) {
                throw tooCostly(e);
            }
            throw e;
        }
        return found;
    }

    private static Problem tooCostly(Exception cause) {
        return Problem.causedBy(ProblemKind.TOO_COSTLY, "This search takes too long; add criteria", cause);
    }
}
