/**
 * Checking and copying whole logs, ours or others', with nothing but what the log publishes.
 *
 * <p>Whatever is read is checked before it is believed or stored. A log is read from a folder or over HTTP.
 */
@NullMarked
package org.consentry.ledger.audit;

import org.jspecify.annotations.NullMarked;
