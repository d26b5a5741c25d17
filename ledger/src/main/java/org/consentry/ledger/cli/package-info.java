/**
 * The command {@code ledger}: verify, keygen, fsck, mirror, witness.
 *
 * <p>Results go to standard output, progress and errors to standard error. Exit codes: 0 it holds, 1 it does not, 2 wrong
 * usage, 3 the input is not in form, 4 something could not be read or written.
 */
@NullMarked
package org.consentry.ledger.cli;

import org.jspecify.annotations.NullMarked;
