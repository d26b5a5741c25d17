/**
 * Writing the log and reading it: pending entries are put in order, the tree grows, checkpoints are signed and published.
 *
 * <p>Three roles that share nothing but a {@link org.consentry.ledger.log.LedgerStore}: the sequencer gives indexes, the
 * publisher signs, the reader answers. None has threads of its own, and any may run in several processes at once.
 */
@NullMarked
package org.consentry.ledger.log;

import org.jspecify.annotations.NullMarked;
