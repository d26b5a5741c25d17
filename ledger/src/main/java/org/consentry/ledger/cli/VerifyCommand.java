package org.consentry.ledger.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        header = "Checks a receipt or an audit report, offline.",
        description = {
            "",
            "Checks that the entry in the receipt is in the log, that the log signed it, and with --policy that enough"
                    + " witnesses have seen it. With --raw and --canonical also that the entry commits to that content.",
            "",
            "A report in PDF carries the receipts of its entries: all are checked, and what is proved is printed, to be"
                    + " compared with what the report says.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 proved, 1 not proved, 2 wrong usage, 3 the receipt is not in form, 4 a file cannot be read.",
            "",
            "Examples:",
            "  ledger verify bundle.tlog-proof --key ledger.example/authority+8adfe5c5+Aeqj...",
            "  ledger verify bundle.tlog-proof --policy trust.policy --raw bundle.json",
            "  ledger verify audit-report.pdf --policy trust.policy"
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int LARGEST_REPORT = 1 << 26;

    @CommandLine.Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Parameters(
            paramLabel = "RECEIPT",
            description = "The receipt (c2sp.org/tlog-proof) or report (PDF); - reads standard input.")
    private Path receipt = Path.of("-");

    @Option(
            names = "--entry",
            paramLabel = "FILE",
            description = "The logged bytes, for receipts of other logs that do not carry them.")
    private Optional<Path> entry = Optional.empty();

    @Option(names = "--raw", paramLabel = "FILE", description = "The content as it was submitted, byte for byte.")
    private Optional<Path> raw = Optional.empty();

    @Option(names = "--canonical", paramLabel = "FILE", description = "The content in canonical form (RFC 8785).")
    private Optional<Path> canonical = Optional.empty();

    @Override
    public Integer call() throws IOException {
        Policy policy = trust.policy();
        byte[] file = readReceipt();
        if (ReportCheck.isPdf(file)) {
            boolean holds = new ReportCheck(policy, spec.commandLine().getOut()).check(file);
            return holds ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
        }
        TlogProof proof = TlogProof.parse(file);
        Optional<ReceiptExtra> extra =
                entry.isPresent() ? Optional.empty() : proof.extraBytes().map(ReceiptExtra::parse);
        Hash leaf = entry.isPresent()
                ? Hash.leaf(Files.readAllBytes(entry.get()))
                : extra.orElseThrow(() -> new Malformed("receipt", "with its entry, or given --entry"))
                        .entry()
                        .digest();
        Verdict verdict = new ReceiptVerifier(policy).judge(proof, leaf);
        if (verdict instanceof Verdict.Accepted && !contentMatches(extra)) {
            verdict = new Verdict.Refused(Verdict.Reason.OTHER_CONTENT);
        }
        return report(proof, extra.map(ReceiptExtra::entry), verdict);
    }

    private byte[] readReceipt() throws IOException {
        return receipt.toString().equals("-") ? System.in.readNBytes(LARGEST_REPORT) : Files.readAllBytes(receipt);
    }

    private boolean contentMatches(Optional<ReceiptExtra> extra) throws IOException {
        if (raw.isEmpty() && canonical.isEmpty()) {
            return true;
        }
        Optional<Commitment> opened = extra.flatMap(ReceiptExtra::commitment);
        if (opened.isEmpty()) {
            throw new Malformed("receipt", "one that opens its commitment, to compare content with");
        }
        return matches(raw, opened.get().raw())
                && matches(canonical, opened.get().canonical());
    }

    private static boolean matches(Optional<Path> file, Hash expected) throws IOException {
        return file.isEmpty() || Hash.sha256(Files.readAllBytes(file.get())).equals(expected);
    }

    private int report(TlogProof proof, Optional<Entry> logged, Verdict verdict) {
        PrintWriter out = spec.commandLine().getOut();
        int code =
                switch (verdict) {
                    case Verdict.Refused refused -> {
                        out.println("NOT PROVED: " + explain(refused.reason()));
                        yield ExitCode.DOES_NOT_HOLD;
                    }
                    case Verdict.Accepted accepted -> {
                        printAccepted(out, proof, accepted);
                        logged.ifPresent(entryInLog -> printEntry(out, entryInLog));
                        yield ExitCode.HOLDS;
                    }
                };
        out.flush();
        return code;
    }

    private static void printAccepted(PrintWriter out, TlogProof proof, Verdict.Accepted accepted) {
        out.println("PROVED");
        out.println("log         " + accepted.origin());
        out.println("index       " + proof.index());
        out.println("tree size   " + accepted.head().size());
        accepted.signatures()
                .forEach(signature -> out.println(signature
                        .time()
                        .filter(Instant.EPOCH::isBefore)
                        .map(time -> "cosigned    " + signature.key().name() + " at " + time)
                        .orElseGet(() -> "signed      " + signature.key().name())));
    }

    private void printEntry(PrintWriter out, Entry logged) {
        out.println("kind        " + logged.kind());
        out.println("time        " + logged.time());
        logged.signer().ifPresent(signer -> out.println("signer key  " + signer.keyId()));
        logged.author().ifPresent(author -> out.println("author key  " + author.keyId()));
        raw.ifPresent(file -> out.println("content     matches"));
    }

    private static String explain(Verdict.Reason reason) {
        return switch (reason) {
            case UNKNOWN_LOG -> "no log that you trust has signed this under its own name";
            case BAD_SIGNATURE -> "a signature by a known key does not fit";
            case QUORUM_NOT_MET -> "too few of the witnesses that you trust have cosigned";
            case NOT_INCLUDED -> "the entry is not in the tree that was signed";
            case OTHER_CONTENT -> "the content is not what the entry commits to";
        };
    }
}
