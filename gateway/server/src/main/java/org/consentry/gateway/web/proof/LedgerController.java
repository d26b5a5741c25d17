package org.consentry.gateway.web.proof;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.TrustPolicy;
import org.consentry.gateway.proof.explorer.LedgerEntries;
import org.consentry.gateway.web.Callers;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.tile.BundlePath;
import org.consentry.ledger.tile.LogPath;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The log as strangers read it: checkpoint, tiles and entry bundles by the paths of
 * <a href="https://c2sp.org/tlog-tiles">tlog-tiles</a>, published checkpoints, and receipts by index or digest.
 *
 * <p>Only the log signs and only it grows itself: whatever would write is answered 405.
 */
@RestController
class LedgerController {
    private static final MediaType NOTE = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final CacheControl FOREVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final LedgerReader reader;
    private final LedgerEntries entries;
    private final TrustPolicy trust;

    LedgerController(LedgerReader reader, LedgerEntries entries, TrustPolicy trust) {
        this.reader = reader;
        this.entries = entries;
        this.trust = trust;
    }

    @GetMapping("/ledger/checkpoint")
    ResponseEntity<byte[]> checkpoint() {
        return reader.resource(LogPath.parse("checkpoint"))
                .map(LedgerController::note)
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "Nothing has been published yet"));
    }

    /** Whom to trust: the log's keys, its witnesses and how many of them (c2sp.org/tlog-policy). */
    @GetMapping("/ledger/policy")
    ResponseEntity<byte[]> policy() {
        return note(trust.text().getBytes(StandardCharsets.ISO_8859_1));
    }

    @GetMapping("/ledger/tile/**")
    ResponseEntity<byte[]> tile(HttpServletRequest request) {
        LogPath path;
        try {
            path = LogPath.parse(request.getRequestURI().substring("/ledger/".length()));
        } catch (Malformed e) {
            throw Problem.of(ProblemKind.NOT_FOUND, "Not a tile's path");
        }
        byte[] bytes = reader.resource(path)
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No published tree has this tile"));
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .cacheControl(FOREVER);
        // Hashes do not compress; entries do.
        if (!(path instanceof BundlePath)) {
            return answer.body(bytes);
        }
        answer.varyBy(HttpHeaders.ACCEPT_ENCODING);
        return Gzip.isAccepted(request)
                ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(Gzip.compress(bytes))
                : answer.body(bytes);
    }

    /** Published checkpoints as signed, latest first: the entries between two are a block. */
    @GetMapping("/ledger/checkpoints")
    Checkpoints checkpoints(
            @RequestParam(required = false) @Nullable String below,
            @RequestParam(required = false) @Nullable String limit) {
        int most = Numbers.count("limit", limit, 20, 100);
        List<SignedCheckpoint> page = reader.checkpoints(Numbers.index("below", below, Long.MAX_VALUE), most);
        return new Checkpoints(
                page.stream().map(checkpoint -> checkpoint.note().encoded()).toList());
    }

    /** @param checkpoints signed notes */
    record Checkpoints(List<String> checkpoints) {}

    /** A receipt (tlog-proof). The opening of its commitment is added for those who took part in what it is about. */
    @GetMapping("/ledger/proof")
    ResponseEntity<byte[]> proof(
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable String index,
            @RequestParam(required = false) @Nullable String digest) {
        Optional<Long> place = Optional.ofNullable(index).map(text -> Numbers.index("index", text, 0));
        return note(entries.receipt(Callers.optional(request), place, Optional.ofNullable(digest))
                .getBytes(StandardCharsets.UTF_8));
    }

    /** Everything else below: nothing to read, and nothing to write anywhere. */
    @RequestMapping({"/ledger", "/ledger/**"})
    ResponseEntity<byte[]> others(HttpServletRequest request) {
        if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
            throw Problem.of(ProblemKind.NOT_FOUND, "The ledger has nothing at this path");
        }
        return ResponseEntity.status(ProblemKind.METHOD_NOT_ALLOWED.status())
                .header(HttpHeaders.ALLOW, "GET, HEAD")
                .build();
    }

    private static ResponseEntity<byte[]> note(byte[] bytes) {
        return ResponseEntity.ok()
                .contentType(NOTE)
                .cacheControl(CacheControl.noCache())
                .body(bytes);
    }
}
