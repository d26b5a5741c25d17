package org.consentry.ledger.cli;

import java.io.PrintWriter;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptBundle;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;

/**
 * Checks a report that carries its receipts, such as an audit report in PDF. Nothing of the report's own text is believed:
 * what was proved is printed, to be compared with what the report says.
 */
record ReportCheck(Policy policy, PrintWriter out) {
    /** Whether a file is a PDF; receipts are text and never begin so. */
    static boolean isPdf(byte[] file) {
        return file.length > 4 && file[0] == '%' && file[1] == 'P' && file[2] == 'D' && file[3] == 'F';
    }

    /** Prints a line an entry. @return whether every one is proved */
    boolean check(byte[] file) {
        ReceiptBundle bundle = ReceiptBundle.findIn(file)
                .orElseThrow(() -> new Malformed("report", "one that carries the receipts of its entries"));
        ReceiptVerifier verifier = new ReceiptVerifier(policy);
        int proved = 0;
        for (TlogProof receipt : bundle.receipts()) {
            Entry entry = receipt.extraBytes()
                    .map(ReceiptExtra::parse)
                    .orElseThrow(() -> new Malformed("receipt", "with its entry"))
                    .entry();
            Verdict verdict = verifier.judge(receipt, entry.digest());
            if (verdict instanceof Verdict.Accepted accepted) {
                if (proved == 0) {
                    head(accepted);
                }
                proved++;
            }
            String mark = verdict instanceof Verdict.Refused refused ? "NOT PROVED: " + refused.reason() : "proved";
            out.printf("%10d  %s  %-18s %s%n", receipt.index(), entry.time(), entry.kind(), mark);
        }
        boolean all = proved == bundle.receipts().size();
        out.println(all ? "PROVED: " + proved + " entries" : "NOT PROVED");
        out.flush();
        return all;
    }

    private void head(Verdict.Accepted accepted) {
        out.println("log         " + accepted.origin());
        out.println("tree size   " + accepted.head().size());
        accepted.signatures()
                .forEach(signature -> out.println(signature
                        .time()
                        .map(time -> "cosigned    " + signature.key().name() + " at " + time)
                        .orElseGet(() -> "signed      " + signature.key().name())));
    }
}
