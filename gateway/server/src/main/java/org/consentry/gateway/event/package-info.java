/**
 * Telling members and patients what happened: an outbox written with the facts, replayed in order.
 *
 * <p>Events carry ids and kinds, never health data.
 */
@NullMarked
package org.consentry.gateway.event;

import org.jspecify.annotations.NullMarked;
