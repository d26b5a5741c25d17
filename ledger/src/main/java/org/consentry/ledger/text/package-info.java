/**
 * The two ways C2SP formats write values as text: standard base64 and decimals, each in exactly one spelling.
 *
 * <p>A second spelling of the same value would let two different receipts mean the same thing, so everything that does
 * not write back to the same characters is refused.
 */
@NullMarked
package org.consentry.ledger.text;

import org.jspecify.annotations.NullMarked;
