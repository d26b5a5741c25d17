/**
 * Proving what was stored: bundle signatures, ledger entries written with the record, receipts.
 *
 * <p>Nothing personal reaches the ledger: an entry is a salted commitment. Beneath it stands {@code signature}, on it
 * {@code explorer}, which shows entries, {@code report}, which prints them, and {@code watch}, which compares.
 */
@NullMarked
package org.consentry.gateway.proof;

import org.jspecify.annotations.NullMarked;
