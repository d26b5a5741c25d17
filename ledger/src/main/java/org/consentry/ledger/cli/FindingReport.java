package org.consentry.ledger.cli;

import java.io.PrintWriter;
import org.consentry.ledger.audit.LogAudit.Finding;

/** Says what an audit or a copy found. */
final class FindingReport {
    private FindingReport() {}

    static int print(PrintWriter out, Finding finding) {
        int code =
                switch (finding) {
                    case Finding.Sound sound -> {
                        out.println("SOUND: " + sound.checkpoint().size() + " entries, root "
                                + sound.checkpoint().checkpoint().head().root().base64());
                        yield ExitCode.HOLDS;
                    }
                    case Finding.Untrusted untrusted -> {
                        out.println("NOT TRUSTED: the checkpoint was refused, " + untrusted.reason());
                        yield ExitCode.DOES_NOT_HOLD;
                    }
                    case Finding.Damaged damaged -> {
                        out.println("DAMAGED: " + damaged.resource().path() + " does not fit the entries before it");
                        yield ExitCode.DOES_NOT_HOLD;
                    }
                };
        out.flush();
        return code;
    }
}
