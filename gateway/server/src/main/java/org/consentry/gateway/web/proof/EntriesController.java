package org.consentry.gateway.web.proof;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.explorer.EntryPage;
import org.consentry.gateway.proof.explorer.EntryQuery;
import org.consentry.gateway.proof.explorer.EntryTitles;
import org.consentry.gateway.proof.explorer.LedgerEntries;
import org.consentry.gateway.web.Callers;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Entries for people: latest first, of one record or one block, of a kind and a time ({@code subject}, {@code block}, {@code
 * kind}, {@code since}, {@code until}, {@code before}, {@code limit}), or in their order from an index to before another
 * ({@code from}, {@code to}). A block is named by the size of its checkpoint.
 */
@RestController
class EntriesController {
    private static final Set<String> PAGE = Set.of("subject", "block", "kind", "since", "until", "before", "limit");
    private static final Set<String> RANGE = Set.of("from", "to");
    private static final int MOST = 1_000;
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 9999;

    private final LedgerEntries entries;

    EntriesController(LedgerEntries entries) {
        this.entries = entries;
    }

    @GetMapping("/ledger/entries")
    ResponseEntity<Map<String, Object>> entries(
            HttpServletRequest request, @RequestParam Map<String, String> parameters) {
        Caller caller = Callers.of(request);
        if (caller instanceof Caller.PatientUser app && !app.covers(Interaction.READ, "AuditEvent")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
        }
        if (request.getParameterMap().values().stream().anyMatch(values -> values.length > 1)) {
            throw Problem.at(ProblemKind.MALFORMED, "parameters", "each once");
        }
        boolean range = parameters.keySet().stream().anyMatch(RANGE::contains);
        for (String name : parameters.keySet()) {
            if (!(range ? RANGE : PAGE).contains(name)) {
                throw Problem.at(
                        ProblemKind.MALFORMED,
                        "parameters",
                        "from and to; or subject, block, kind, since, until, before and limit; never both");
            }
        }
        return range ? range(caller, parameters) : page(caller, parameters);
    }

    private ResponseEntity<Map<String, Object>> range(Caller caller, Map<String, String> parameters) {
        long from = Numbers.index("from", parameters.get("from"), 0);
        long to = Numbers.index("to", parameters.get("to"), Long.MAX_VALUE);
        if (from > to) {
            throw Problem.at(ProblemKind.MALFORMED, "from", "not more than to");
        }
        return answer(entries.range(caller, from, to), "from");
    }

    private ResponseEntity<Map<String, Object>> page(Caller caller, Map<String, String> parameters) {
        Optional<String> kind = Optional.ofNullable(parameters.get("kind"));
        Optional<Instant> since = time("since", parameters);
        Optional<Instant> until = time("until", parameters);
        if (since.isPresent() && until.isPresent() && since.get().isAfter(until.get())) {
            throw Problem.at(ProblemKind.MALFORMED, "since", "not after until");
        }
        EntryQuery query = new EntryQuery(
                Optional.ofNullable(parameters.get("subject")).map(EntriesController::patient),
                kind.map(EntriesController::kind),
                since,
                until,
                Optional.ofNullable(parameters.get("block")).map(size -> Numbers.index("block", size, 0)),
                Numbers.index("before", parameters.get("before"), Long.MAX_VALUE),
                Numbers.count("limit", parameters.get("limit"), 50, MOST));
        return answer(entries.page(caller, query), "before");
    }

    private static ResponseEntity<Map<String, Object>> answer(EntryPage page, String next) {
        Map<String, Object> answer = new TreeMap<>();
        answer.put("entries", page.entries());
        page.next().ifPresent(index -> answer.put(next, index));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer);
    }

    private static String patient(String subject) {
        String id = subject.startsWith("Patient/") ? subject.substring("Patient/".length()) : subject;
        if (!id.matches("[A-Za-z0-9\\-.]{1,64}")) {
            throw Problem.at(ProblemKind.MALFORMED, "subject", "Patient/ and 1 to 64 letters, digits, '-' or '.'");
        }
        return id;
    }

    private static EntryKind kind(String code) {
        return EntryTitles.kind(code)
                .orElseThrow(
                        () -> Problem.at(ProblemKind.MALFORMED, "kind", "a kind of entry, such as consent-granted"));
    }

    private static Optional<Instant> time(String name, Map<String, String> parameters) {
        return Optional.ofNullable(parameters.get(name)).map(text -> instant(name, text));
    }

    private static Instant instant(String name, String text) {
        try {
            // A plus sign in a query is read as a space.
            OffsetDateTime time = OffsetDateTime.parse(text.replace(' ', '+'));
            if (time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR) {
                return time.toInstant();
            }
        } catch (DateTimeException notATime) {
            // Answered below.
        }
        throw Problem.at(ProblemKind.MALFORMED, name, "an instant of 1900 to 9999, such as 2026-11-20T10:15:30Z");
    }
}
