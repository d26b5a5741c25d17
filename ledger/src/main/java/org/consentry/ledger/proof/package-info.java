/**
 * Receipts and the rules for believing them: C2SP tlog-proof and tlog-policy.
 *
 * <p>Everything here works without network and without a store; the answer is a {@link
 * org.consentry.ledger.proof.Verdict}, never an exception, once the bytes are in form.
 */
@NullMarked
package org.consentry.ledger.proof;

import org.jspecify.annotations.NullMarked;
