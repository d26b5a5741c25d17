/**
 * Who signed which text: C2SP signed notes, the keys beside them, and checkpoints as the texts a log signs.
 *
 * <p>Ed25519 is checked more strictly than RFC 8032 asks; {@link org.consentry.ledger.note.KeyKind} says how. Private keys
 * never appear in {@code toString} or in errors.
 */
@NullMarked
package org.consentry.ledger.note;

import org.jspecify.annotations.NullMarked;
