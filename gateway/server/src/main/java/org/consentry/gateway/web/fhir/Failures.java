package org.consentry.gateway.web.fhir;

import java.sql.SQLException;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.ledger.log.StoreFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Makes a {@link Problem} of whatever was thrown: the one place where failures get their kind. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** What the client is told. Only what is nobody's fault but ours is logged, with its stack and without content. */
    public static Problem problem(Throwable thrown) {
        if (thrown instanceof Problem problem) {
            if (problem.kind() == ProblemKind.FAULT) {
                LOG.error("request failed", problem);
            }
            return problem;
        }
        if (thrown instanceof ConcurrencyFailureException) {
            return Problem.of(ProblemKind.CONFLICT, "Somebody else changed the same resources; try again");
        }
        if (thrown instanceof CannotCreateTransactionException
                || thrown instanceof DataAccessResourceFailureException
                || thrown instanceof TransientDataAccessException
                || (thrown instanceof StoreFailure && thrown.getCause() instanceof SQLException)) {
            LOG.warn("the database does not answer: {}", thrown.getClass().getSimpleName());
            return Problem.of(ProblemKind.BUSY, "The record is out of reach for a moment; try again");
        }
        if (thrown instanceof StackOverflowError) {
            return Problem.of(ProblemKind.MALFORMED, "The body is nested too deeply");
        }
        if (thrown instanceof HttpMessageNotReadableException) {
            return Problem.of(ProblemKind.MALFORMED, "The body is not well-formed JSON");
        }
        if (thrown instanceof MethodArgumentTypeMismatchException mismatch) {
            return Problem.at(ProblemKind.MALFORMED, mismatch.getName(), "has another form than this parameter's");
        }
        LOG.error("request failed", withoutMessage(thrown));
        return Problem.of(ProblemKind.FAULT, "The gateway failed; the failure was recorded");
    }

    /** Messages of foreign exceptions may quote what they choked on; the log gets their class and place. */
    private static Throwable withoutMessage(Throwable thrown) {
        IllegalStateException bare = new IllegalStateException(thrown.getClass().getName());
        bare.setStackTrace(thrown.getStackTrace());
        return bare;
    }
}
