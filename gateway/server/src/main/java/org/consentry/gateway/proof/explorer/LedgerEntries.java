package org.consentry.gateway.proof.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.Pseudonyms;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.entry.Pseudonym;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.LoggedEntry;
import org.consentry.ledger.log.ProofAnswer;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.TlogProof;
import org.springframework.stereotype.Component;

/*
 * Who sees what. The log itself is public, tile by tile; what is guarded is which of its entries belong together, because
 * they are about one person.
 *
 *   a patient               entries about the own record, with what opens them
 *   a member, its people    entries about a record in which their organization took part
 *   auditor, operator       all entries; none is opened for them
 *   an analyst              none
 *
 * Whoever asks for a record with which they have nothing to do hears the same as for one that does not exist.
 */
/** Entries and receipts for those who may see them. Participants only: a record's entries are its patient's. */
@Component
public class LedgerEntries {
    private static final int SCANNED = 500;
    private static final int MOST_SCANS = 40;

    private final LedgerReader reader;
    private final Pseudonyms pseudonyms;
    private final Openings openings;
    private final Stretches stretches;

    public LedgerEntries(LedgerReader reader, Pseudonyms pseudonyms, Openings openings) {
        this.reader = reader;
        this.stretches = new Stretches(reader);
        this.pseudonyms = pseudonyms;
        this.openings = openings;
    }

    /**
     * A receipt by index or by digest (64 hex digits), exactly one of them.
     *
     * @throws Problem NOT_FOUND when there is no such entry; BUSY when it waits for its checkpoint
     */
    public String receipt(Optional<Caller> caller, Optional<Long> index, Optional<String> digest) {
        if (index.isPresent() == digest.isPresent()) {
            throw Problem.at(ProblemKind.MALFORMED, "index", "name either an index or a digest");
        }
        ProofAnswer answer = index.isPresent() ? reader.proof(index.get()) : reader.proof(hash(digest.orElseThrow()));
        return switch (answer) {
            case ProofAnswer.Proved proved -> opened(caller, proved).encoded();
            case ProofAnswer.NotYetPublished waiting ->
                throw Problem.of(ProblemKind.BUSY, "The entry's checkpoint is being published; ask again in a second");
            case ProofAnswer.Unknown unknown -> throw Problem.of(ProblemKind.NOT_FOUND, "No such entry");
        };
    }

    /**
     * Entries, latest first, as the caller may see them.
     *
     * @throws Problem NOT_FOUND for a record with which the caller has nothing to do, and for a block that was never
     *     published; FORBIDDEN for those who see no entries at all
     */
    public EntryPage page(Caller caller, EntryQuery query) {
        Found found = find(caller, query);
        return new EntryPage(
                found.entries().stream().map(known -> known.view(caller)).toList(), found.next());
    }

    /** The latest entries of one record, for a report on it; none is hidden that {@link #page} would show. */
    List<Known> record(Caller caller, String patientId, int limit) {
        return find(caller, EntryQuery.ofRecord(patientId, limit)).entries();
    }

    /** An entry with what is known of it beside the ledger. */
    record Known(LoggedEntry logged, Optional<Openings.Opening> opening) {
        EntryView view(Caller caller) {
            return LedgerEntries.view(caller, logged, opening);
        }
    }

    private record Found(List<Known> entries, OptionalLong next) {}

    private Found find(Caller caller, EntryQuery query) {
        Optional<Set<Pseudonym>> about = asked(caller, query).map(pseudonyms::of);
        Stretch stretch = stretches.of(query);
        long cursor = Math.min(query.before(), stretch.end());
        List<Known> found = new ArrayList<>();
        for (int scan = 0; scan < MOST_SCANS; scan++) {
            int most = isSifted(caller, query) ? SCANNED : Math.min(SCANNED, query.limit());
            List<LoggedEntry> scanned = scan(about, cursor, most);
            Map<Hash, Openings.Opening> opened =
                    openings.of(scanned.stream().map(e -> e.entry().digest()).toList());
            for (LoggedEntry logged : scanned) {
                if (logged.index() < stretch.start()) {
                    return end(caller, query, found);
                }
                cursor = logged.index();
                if (query.takes(logged.entry().kind(), logged.entry().time()) && mayList(caller, logged, opened)) {
                    found.add(new Known(
                            logged,
                            Optional.ofNullable(opened.get(logged.entry().digest()))));
                }
                if (found.size() == query.limit()) {
                    return new Found(found, OptionalLong.of(cursor));
                }
            }
            if (scanned.size() < most) {
                return end(caller, query, found);
            }
        }
        return new Found(found, OptionalLong.of(cursor));
    }

    /**
     * Published entries in their order, from an index to before another: what a member or an auditor copies.
     *
     * @throws Problem FORBIDDEN for those who see no entries but their own
     */
    public EntryPage range(Caller caller, long from, long to) {
        if (caller instanceof Caller.Analyst || caller instanceof Caller.PatientUser) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Ranges are for members and auditors; name a subject");
        }
        List<LoggedEntry> entries = reader.range(from, to);
        Map<Hash, Openings.Opening> opened =
                openings.of(entries.stream().map(e -> e.entry().digest()).toList());
        List<EntryView> views = entries.stream()
                .map(logged -> view(
                        caller,
                        logged,
                        Optional.ofNullable(opened.get(logged.entry().digest()))))
                .toList();
        long after = entries.isEmpty() ? from : entries.getLast().index() + 1;
        boolean more = !entries.isEmpty() && after < Math.min(to, reader.publishedSize());
        return new EntryPage(views, more ? OptionalLong.of(after) : OptionalLong.empty());
    }

    /** Whether what is read is not all shown: then more is read at a time. */
    private static boolean isSifted(Caller caller, EntryQuery query) {
        boolean organization = caller instanceof Caller.Member || caller instanceof Caller.PractitionerUser;
        return organization || query.kind().isPresent();
    }

    private List<LoggedEntry> scan(Optional<Set<Pseudonym>> about, long below, int most) {
        return about.map(names -> reader.entriesOf(names, below, most)).orElseGet(() -> reader.latest(below, most));
    }

    /** The record that the pages are about; empty for all of them. */
    private static Optional<String> asked(Caller caller, EntryQuery query) {
        return switch (caller) {
            case Caller.PatientUser self -> {
                if (!query.patientId().map(self.patientId()::equals).orElse(true)) {
                    throw nobody();
                }
                yield Optional.of(self.patientId());
            }
            case Caller.Auditor auditor -> query.patientId();
            case Caller.Operator operator -> query.patientId();
            case Caller.Member member -> named(query);
            case Caller.PractitionerUser user -> named(query);
            case Caller.Analyst analyst ->
                throw Problem.of(ProblemKind.FORBIDDEN, "Analysts are shown no entries of records");
        };
    }

    private static Optional<String> named(EntryQuery query) {
        if (query.patientId().isEmpty() && query.block().isEmpty()) {
            throw Problem.at(
                    ProblemKind.FORBIDDEN, "subject", "members are shown entries of one record or block: name it");
        }
        return query.patientId();
    }

    private static boolean mayList(Caller caller, LoggedEntry logged, Map<Hash, Openings.Opening> opened) {
        if (caller instanceof Caller.Member || caller instanceof Caller.PractitionerUser) {
            Openings.Opening opening = opened.get(logged.entry().digest());
            return opening != null && opening.concerns(caller);
        }
        return true;
    }

    private static Found end(Caller caller, EntryQuery query, List<Known> found) {
        boolean stranger = caller instanceof Caller.Member || caller instanceof Caller.PractitionerUser;
        if (found.isEmpty() && query.isWhole() && stranger) {
            throw nobody();
        }
        return new Found(found, OptionalLong.empty());
    }

    private static Problem nobody() {
        return Problem.of(ProblemKind.NOT_FOUND, "No such record");
    }

    private static EntryView view(Caller caller, LoggedEntry logged, Optional<Openings.Opening> opening) {
        Optional<Openings.Opening> own = opening.filter(known -> known.concerns(caller));
        return new EntryView(
                logged.index(),
                EntryTitles.code(logged.entry().kind()),
                EntryTitles.title(logged.entry().kind()),
                logged.entry().time().toString(),
                logged.entry().digest().hex(),
                own.flatMap(Openings.Opening::reference).orElse(""),
                own.map(Openings.Opening::who).orElse(""));
    }

    private TlogProof opened(Optional<Caller> caller, ProofAnswer.Proved proved) {
        Optional<Commitment> commitment =
                caller.flatMap(who -> openings.of(proved.entry().entry().digest())
                        .filter(opening -> opening.concerns(who))
                        .map(Openings.Opening::commitment));
        return proved.receipt().withExtra(new ReceiptExtra(proved.entry().entry(), commitment).bytes());
    }

    private static Hash hash(String hex) {
        try {
            return Hash.fromHex(hex);
        } catch (Malformed e) {
            throw Problem.at(ProblemKind.MALFORMED, "digest", "64 hexadecimal digits");
        }
    }
}
