/**
 * A transparency log with one authority and many witnesses, in the open C2SP formats.
 *
 * <p>The packages build on each other in this order and never backwards: {@code text} and {@code merkle} (bytes and
 * hashes), {@code note} (keys, signed notes, checkpoints), {@code tile} (stored hashes and proofs from them), {@code
 * entry} (what is logged), {@code proof} (receipts and policies), {@code log} (sequencing and reading), {@code postgres}
 * (one of the stores), {@code witness} (cosigning), {@code audit} and {@code cli}.
 *
 * <p>Nothing here knows FHIR, HTTP frameworks or patients: the log holds commitments and pseudonyms only.
 */
@NullMarked
package org.consentry.ledger;

import org.jspecify.annotations.NullMarked;
