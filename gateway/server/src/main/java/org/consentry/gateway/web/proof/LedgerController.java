package org.consentry.gateway.web.proof;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.EntryView;
import org.consentry.gateway.proof.LedgerEntries;
import org.consentry.gateway.web.Callers;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.tile.LogPath;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The log as strangers read it: checkpoint, tiles and entry bundles by the paths of
 * <a href="https://c2sp.org/tlog-tiles">tlog-tiles</a>, and receipts by index or digest.
 */
@RestController
class LedgerController {
    private static final MediaType NOTE = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final CacheControl FOREVER =
            CacheControl.maxAge(java.time.Duration.ofDays(365)).cachePublic().immutable();

    private final LedgerReader reader;
    private final LedgerEntries entries;

    LedgerController(LedgerReader reader, LedgerEntries entries) {
        this.reader = reader;
        this.entries = entries;
    }

    @GetMapping("/ledger/checkpoint")
    ResponseEntity<byte[]> checkpoint() {
        return reader.resource(LogPath.parse("checkpoint"))
                .map(note -> ResponseEntity.ok()
                        .contentType(NOTE)
                        .cacheControl(CacheControl.noCache())
                        .body(note))
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "Nothing has been published yet"));
    }

    @GetMapping("/ledger/tile/**")
    ResponseEntity<byte[]> tile(HttpServletRequest request) {
        try {
            LogPath path = LogPath.parse(request.getRequestURI().substring("/ledger/".length()));
            return reader.resource(path)
                    .map(bytes -> ResponseEntity.ok()
                            .contentType(MediaType.APPLICATION_OCTET_STREAM)
                            .cacheControl(FOREVER)
                            .body(bytes))
                    .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No published tree has this tile"));
        } catch (Malformed e) {
            throw Problem.of(ProblemKind.NOT_FOUND, "Not a tile's path");
        }
    }

    /** A receipt (tlog-proof). The opening of its commitment is added for those who may see the record it is about. */
    @GetMapping("/ledger/proof")
    ResponseEntity<byte[]> proof(
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable Long index,
            @RequestParam(required = false) @Nullable String digest) {
        Optional<Caller> caller = Callers.optional(request);
        String receipt = entries.receipt(caller, Optional.ofNullable(index), Optional.ofNullable(digest));
        return ResponseEntity.ok()
                .contentType(NOTE)
                .cacheControl(CacheControl.noCache())
                .body(receipt.getBytes(StandardCharsets.UTF_8));
    }

    /** Entries of one subject for those entitled to them, or the latest entries for auditors; latest first. */
    @GetMapping("/ledger/entries")
    Map<String, Object> entries(
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(defaultValue = "9223372036854775807") long before,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > 1000) {
            throw Problem.at(ProblemKind.MALFORMED, "limit", "1 to 1,000");
        }
        List<EntryView> page = entries.page(Callers.of(request), Optional.ofNullable(subject), before, limit);
        Map<String, Object> answer = new TreeMap<>();
        answer.put("entries", page);
        if (page.size() == limit) {
            answer.put("before", page.getLast().index());
        }
        return answer;
    }
}
