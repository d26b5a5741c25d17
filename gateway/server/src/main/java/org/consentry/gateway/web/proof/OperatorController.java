package org.consentry.gateway.web.proof;

import jakarta.servlet.http.HttpServletRequest;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.LedgerCondition;
import org.consentry.gateway.proof.watch.SweepStatus;
import org.consentry.gateway.proof.watch.Sweeps;
import org.consentry.gateway.web.Callers;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the ledger and its sweep stand, for the operator; and asking for a sweep. */
@RestController
class OperatorController {
    private final Sweeps sweeps;
    private final LedgerCondition ledger;

    OperatorController(Sweeps sweeps, LedgerCondition ledger) {
        this.sweeps = sweeps;
        this.ledger = ledger;
    }

    /** @param reason why nothing is signed, when nothing is */
    record Standing(String condition, String reason, long published, SweepStatus sweep) {}

    @GetMapping("/operator/ledger")
    Standing standing(HttpServletRequest request) {
        requireOperator(request);
        return new Standing(ledger.condition(), ledger.reason(), ledger.published(), sweeps.status());
    }

    @PostMapping("/operator/ledger/sweep")
    ResponseEntity<SweepStatus> sweep(HttpServletRequest request) {
        requireOperator(request);
        sweeps.request();
        return ResponseEntity.status(HttpStatus.ACCEPTED).body(sweeps.status());
    }

    private static void requireOperator(HttpServletRequest request) {
        if (!(Callers.of(request) instanceof Caller.Operator)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "This is for the operator");
        }
    }
}
