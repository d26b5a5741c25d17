/**
 * Telling members and patients what happened: an outbox written with the facts, replayed in order.
 *
 * <p>Events carry ids and kinds, never health data. The table of events is the log that streams replay; a
 * notification between nodes only wakes them, so a lost one costs seconds and never an event.
 */
@NullMarked
package org.consentry.gateway.event;

import org.jspecify.annotations.NullMarked;
