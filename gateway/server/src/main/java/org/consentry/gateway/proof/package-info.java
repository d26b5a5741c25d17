/**
 * Proving what was stored: bundle signatures, ledger entries written with the record, receipts.
 *
 * <p>Nothing personal reaches the ledger: an entry is a salted commitment.
 */
@NullMarked
package org.consentry.gateway.proof;

import org.jspecify.annotations.NullMarked;
