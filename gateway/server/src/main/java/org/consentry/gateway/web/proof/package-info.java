/**
 * The ledger's public face (C2SP tlog-tiles), receipts, and verification of what the store holds.
 */
@NullMarked
package org.consentry.gateway.web.proof;

import org.jspecify.annotations.NullMarked;
