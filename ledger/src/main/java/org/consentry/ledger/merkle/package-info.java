/**
 * RFC 6962 Merkle trees: hashes, and checking that a leaf is in a tree or that one tree grew from another.
 *
 * <p>Pure functions over values. Making proofs needs stored hashes and lives in {@code tile}.
 */
@NullMarked
package org.consentry.ledger.merkle;

import org.jspecify.annotations.NullMarked;
