/**
 * Members' own signatures: which keys a member signs with, what it signed of what it hands in, and whether that holds.
 *
 * <p>Reads no ledger and stores nothing.
 */
@NullMarked
package org.consentry.gateway.proof.signature;

import org.jspecify.annotations.NullMarked;
