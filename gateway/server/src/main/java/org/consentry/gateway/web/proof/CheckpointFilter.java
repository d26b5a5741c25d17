package org.consentry.gateway.web.proof;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.OutcomeJson;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.merkle.ConsistencyProof;
import org.consentry.ledger.note.Checkpoint;
import org.consentry.ledger.note.SignedCheckpoint;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A write may carry the last checkpoint that its caller has seen, in the header {@value #HEADER}: base64 of the note, or of
 * its first three lines. If the log that is written to does not continue that one, nothing is written: 412, with the
 * current checkpoint in the same header of the answer and in the OperationOutcome.
 *
 * <p>Runs behind the recognition of the caller, so that a stranger is told nothing but that.
 */
@Component
class CheckpointFilter extends OncePerRequestFilter {
    static final String HEADER = "Ledger-Checkpoint";

    private static final String EXTENSION = "https://consentry.org/fhir/StructureDefinition/ledger-checkpoint";
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final int ATTEMPTS = 3;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final LedgerReader reader;

    CheckpointFilter(LedgerReader reader) {
        this.reader = reader;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(HEADER) == null || !WRITES.contains(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Problem> refusal;
        try {
            refusal = continues(seen(request.getHeader(HEADER)))
                    ? Optional.empty()
                    : Optional.of(Problem.at(
                            ProblemKind.STALE,
                            HEADER,
                            "the log does not continue this checkpoint; nothing was written"));
        } catch (Problem busy) {
            refusal = Optional.of(busy);
        } catch (IllegalArgumentException e) {
            refusal = Optional.of(Problem.at(ProblemKind.MALFORMED, HEADER, "base64 of a checkpoint"));
        }
        if (refusal.isEmpty()) {
            chain.doFilter(request, response);
        } else {
            refuse(response, refusal.get());
        }
    }

    /** The first three lines; who signed them is not asked, for what counts is what this log holds. */
    private static Checkpoint seen(String header) {
        String note = new String(Base64.getDecoder().decode(header.strip()), StandardCharsets.UTF_8);
        int blank = note.indexOf("\n\n");
        return Checkpoint.parse(blank < 0 ? note : note.substring(0, blank + 1));
    }

    private boolean continues(Checkpoint seen) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<SignedCheckpoint> current = reader.checkpoint();
            if (current.isEmpty()
                    || !current.get().checkpoint().origin().equals(seen.origin())
                    || seen.head().size() > current.get().size()) {
                return false;
            }
            Optional<ConsistencyProof> proof = reader.consistency(seen.head().size());
            // Between the two questions the log may have been published anew.
            if (proof.filter(it -> it.newSize() == current.get().size()).isPresent()) {
                return proof.get().links(seen.head(), current.get().checkpoint().head());
            }
        }
        throw Problem.of(ProblemKind.BUSY, "The log grows faster than it could be compared; try again");
    }

    private void refuse(HttpServletResponse response, Problem problem) throws IOException {
        ObjectNode outcome = (ObjectNode) JSON.readTree(OutcomeJson.of(problem));
        if (problem.kind() == ProblemKind.STALE) {
            reader.checkpoint()
                    .map(current ->
                            Base64.getEncoder().encodeToString(current.note().bytes()))
                    .ifPresent(current -> {
                        response.setHeader(HEADER, current);
                        outcome.putArray("extension")
                                .addObject()
                                .put("url", EXTENSION)
                                .put("valueBase64Binary", current);
                    });
        }
        response.setStatus(problem.kind().status());
        response.setContentType("application/fhir+json;charset=UTF-8");
        response.getOutputStream().write(outcome.toString().getBytes(StandardCharsets.UTF_8));
    }
}
