/**
 * Whether what is stored is still what was proved: the nightly sweep, health and metrics of the ledger.
 *
 * <p>Changes nothing but its own notes.
 */
@NullMarked
package org.consentry.gateway.proof.watch;

import org.jspecify.annotations.NullMarked;
