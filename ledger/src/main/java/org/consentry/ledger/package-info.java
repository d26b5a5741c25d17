/**
 * A transparency log with one authority and many witnesses, in the open C2SP formats.
 */
@NullMarked
package org.consentry.ledger;

import org.jspecify.annotations.NullMarked;
