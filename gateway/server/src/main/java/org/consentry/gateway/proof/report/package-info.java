/**
 * A record's audit report on paper: a PDF that can be read by people and, by the receipts it carries, checked by the
 * ledger's command without this gateway.
 */
@NullMarked
package org.consentry.gateway.proof.report;

import org.jspecify.annotations.NullMarked;
