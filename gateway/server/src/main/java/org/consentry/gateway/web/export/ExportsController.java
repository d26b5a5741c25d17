package org.consentry.gateway.web.export;

import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.export.ExportJob;
import org.consentry.gateway.export.Exports;
import org.consentry.gateway.export.Manifest;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.Callers;
import org.springframework.core.io.InputStreamResource;
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
    private static final MediaType NDJSON = MediaType.parseMediaType("application/fhir+ndjson");

    private final Exports exports;
    private final GatewaySettings settings;

    ExportsController(Exports exports, GatewaySettings settings) {
        this.exports = exports;
        this.settings = settings;
    }

    @GetMapping("/exports/{id}")
    ResponseEntity<byte[]> status(HttpServletRequest request, @PathVariable String id) {
        ExportJob job = exports.job(Callers.of(request), id);
        return switch (job.state()) {
            case ExportJob.State.Working working ->
                ResponseEntity.status(202)
                        .header("X-Progress", working.progress())
                        .header("Retry-After", "1")
                        .build();
            case ExportJob.State.Done done ->
                ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .cacheControl(CacheControl.noStore())
                        .header(
                                "Expires",
                                java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        job.expires().atOffset(java.time.ZoneOffset.UTC)))
                        .body(Manifest.of(job, done, settings.baseUrl() + "/exports/" + id));
            case ExportJob.State.Failed failed -> throw Problem.of(ProblemKind.FAULT, failed.reason());
        };
    }

    @GetMapping("/exports/{id}/{name}")
    ResponseEntity<InputStreamResource> file(
            HttpServletRequest request, @PathVariable String id, @PathVariable String name) {
        InputStream content = exports.open(Callers.of(request), id, name);
        return ResponseEntity.ok()
                .contentType(NDJSON)
                .cacheControl(CacheControl.noStore())
                .body(new InputStreamResource(content));
    }

    @DeleteMapping("/exports/{id}")
    ResponseEntity<Void> delete(HttpServletRequest request, @PathVariable String id) {
        exports.delete(Callers.of(request), id);
        return ResponseEntity.status(202).build();
    }
}
