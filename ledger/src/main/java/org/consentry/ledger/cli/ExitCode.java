package org.consentry.ledger.cli;

/** How the command ends, for scripts. */
final class ExitCode {
    static final int HOLDS = 0;
    static final int DOES_NOT_HOLD = 1;
    static final int USAGE = 2;
    static final int MALFORMED = 3;
    static final int UNREADABLE = 4;

    private ExitCode() {}
}
