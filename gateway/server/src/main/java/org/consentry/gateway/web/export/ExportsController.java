package org.consentry.gateway.web.export;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.export.job.ExportJob;
import org.consentry.gateway.export.job.Exports;
import org.consentry.gateway.export.job.Manifest;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.Callers;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A job's status, its manifest, its files, and its end. */
@RestController
class ExportsController {
    private final Exports exports;
    private final GatewaySettings settings;

    ExportsController(Exports exports, GatewaySettings settings) {
        this.exports = exports;
        this.settings = settings;
    }

    /** The caller's jobs. */
    @GetMapping("/exports")
    Listed all(HttpServletRequest request) {
        return new Listed(exports.jobs(Callers.of(request)).stream()
                .map(job -> new Listed.Job(
                        settings.baseUrl() + "/exports/" + job.id(),
                        job.requestUrl(),
                        job.policy(),
                        switch (job.state()) {
                            case ExportJob.State.Working working -> working.progress();
                            case ExportJob.State.Done done -> "done";
                            case ExportJob.State.Failed failed -> "failed";
                            case ExportJob.State.TakenBack taken -> "failed";
                        },
                        job.expires()))
                .toList());
    }

    /** A client's jobs, newest first. */
    record Listed(List<Job> exports) {
        /**
         * One of them.
         *
         * @param url where it is looked at and deleted
         * @param state {@code done}, {@code failed}, or how far it is
         */
        record Job(String url, String request, String policy, String state, Instant expires) {}
    }

    @GetMapping("/exports/{id}")
    ResponseEntity<byte[]> status(HttpServletRequest request, @PathVariable String id) {
        ExportJob job = exports.job(Callers.of(request), id);
        return switch (job.state()) {
            case ExportJob.State.Working working ->
                ResponseEntity.status(202)
                        .cacheControl(CacheControl.noStore())
                        .header("X-Progress", working.progress())
                        .header("Retry-After", "1")
                        .build();
            case ExportJob.State.Done done -> done(job, done);
            case ExportJob.State.Failed failed -> throw Problem.of(ProblemKind.FAULT, failed.reason());
            case ExportJob.State.TakenBack taken -> throw Problem.of(ProblemKind.GONE, taken.reason());
        };
    }

    private ResponseEntity<byte[]> done(ExportJob job, ExportJob.State.Done done) {
        String files = settings.baseUrl() + "/exports/" + job.id();
        boolean tables = !job.asked().shape().views().isEmpty();
        return ResponseEntity.ok()
                .contentType(tables ? MediaType.valueOf("application/fhir+json") : MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .header(
                        "Expires",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                job.expires().atOffset(ZoneOffset.UTC)))
                .body(tables ? Manifest.tables(job, done, files) : Manifest.of(job, done, files));
    }

    @GetMapping("/exports/{id}/{name}")
    void file(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable String id,
            @PathVariable String name)
            throws IOException {
        new FileAnswer(exports, exports.file(Callers.of(request), id, name)).send(request, response);
    }

    @DeleteMapping("/exports/{id}")
    ResponseEntity<Void> delete(HttpServletRequest request, @PathVariable String id) {
        exports.delete(Callers.of(request), id);
        return ResponseEntity.status(202).build();
    }
}
