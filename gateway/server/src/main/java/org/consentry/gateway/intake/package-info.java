/**
 * Taking in what hospitals' systems speak: convert, seal what is inline, store, answer.
 *
 * <p>A message is acknowledged only after it is durable; the same message again changes nothing and gets the same
 * receipt. Each message of a batch is answered by itself.
 */
@NullMarked
package org.consentry.gateway.intake;

import org.jspecify.annotations.NullMarked;
