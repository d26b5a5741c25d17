/**
 * Searches, histories and includes as SQL. Every statement carries the caller's visibility, also where a chain only
 * asks about something, and no page repeats or loses a row.
 */
@NullMarked
package org.consentry.gateway.record.search;

import org.jspecify.annotations.NullMarked;
