package org.consentry.gateway.web;

import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.Failures;
import org.consentry.gateway.web.fhir.OutcomeJson;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What controllers throw becomes an OperationOutcome, as at the FHIR edge. */
@RestControllerAdvice
class ProblemAdvice {
    private static final MediaType FHIR_JSON = MediaType.parseMediaType("application/fhir+json;charset=UTF-8");

    @ExceptionHandler
    ResponseEntity<byte[]> answer(Exception thrown) {
        Problem problem = thrown instanceof ErrorResponse response
                ? ofSpring(response.getStatusCode().value())
                : Failures.problem(thrown);
        int status = thrown instanceof ErrorResponse response
                ? response.getStatusCode().value()
                : problem.kind().status();
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).contentType(FHIR_JSON);
        if (status == ProblemKind.BUSY.status()) {
            answer.header(HttpHeaders.RETRY_AFTER, "2");
        }
        return answer.body(OutcomeJson.of(problem));
    }

    private static Problem ofSpring(int status) {
        for (ProblemKind kind : ProblemKind.values()) {
            if (kind.status() == status) {
                return Problem.of(kind, "The request does not fit this URL");
            }
        }
        return Problem.of(ProblemKind.MALFORMED, "The request does not fit this URL");
    }
}
