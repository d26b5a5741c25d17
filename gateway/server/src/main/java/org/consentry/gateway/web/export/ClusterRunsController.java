package org.consentry.gateway.web.export;

import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.export.job.ClusterRun;
import org.consentry.gateway.export.job.ClusterRuns;
import org.consentry.gateway.web.Callers;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A cluster's run: how it stands, and its withdrawal. */
@RestController
class ClusterRunsController {
    private final ClusterRuns runs;

    ClusterRunsController(ClusterRuns runs) {
        this.runs = runs;
    }

    /**
     * A run.
     *
     * @param state {@code open}, {@code released} or {@code failed}
     * @param types empty for all
     * @param counts resources by type, as the job told them
     */
    record Shown(
            String run,
            String policy,
            Set<String> types,
            String state,
            @JsonRawValue String counts,
            Instant transactionTime,
            Instant expires) {}

    @GetMapping("/cluster-runs/{id}")
    Shown run(HttpServletRequest request, @PathVariable String id) {
        ClusterRun run = runs.run(Callers.of(request), id);
        return new Shown(
                run.id(),
                run.policy(),
                new TreeSet<>(run.types()),
                run.state().name().toLowerCase(Locale.ROOT),
                run.counts(),
                run.snapshot(),
                run.expires());
    }

    @DeleteMapping("/cluster-runs/{id}")
    ResponseEntity<Void> withdraw(HttpServletRequest request, @PathVariable String id) {
        runs.withdraw(Callers.of(request), id);
        return ResponseEntity.accepted().build();
    }
}
