/**
 * Witnessing (C2SP tlog-witness): member hospitals remember the largest tree they saw of a log and cosign only what
 * continues it, so that a log cannot show two histories without one of them noticing.
 *
 * <p>Both sides: the witness, for any log in this format, and the log's collecting of a quorum.
 */
@NullMarked
package org.consentry.ledger.witness;

import org.jspecify.annotations.NullMarked;
