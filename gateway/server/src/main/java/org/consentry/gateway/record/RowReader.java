package org.consentry.gateway.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Runs statements and reads rows; a statement that takes too long becomes an answer, not a failure. */
final class RowReader {
    private final JdbcTemplate bounded;
    private final JdbcTemplate keyed;

    /**
     * @param bounded stops statements that take too long
     * @param keyed does not, and spares the timer: for what is found by its key
     */
    RowReader(JdbcTemplate bounded, JdbcTemplate keyed) {
        this.bounded = bounded;
        this.keyed = keyed;
    }

    /** Rows that their key names, at most a few. */
    List<Row> byKey(Sql sql) {
        List<Row> found = new ArrayList<>();
        keyed.query(sql.text(), sql::bind, row -> {
            found.add(Row.read(row));
        });
        return found;
    }

    /** Reads one result row. */
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    List<Row> rows(Sql sql) {
        return list(sql, Row::read);
    }

    <T> List<T> list(Sql sql, Mapper<T> mapper) {
        List<T> found = new ArrayList<>();
        try {
            bounded.query(sql.text(), sql::bind, row -> {
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
