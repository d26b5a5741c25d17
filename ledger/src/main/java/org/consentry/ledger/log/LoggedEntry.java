package org.consentry.ledger.log;

import org.consentry.ledger.entry.Entry;

/**
 * An entry at its place.
 *
 * @param index from 0, forever
 */
public record LoggedEntry(long index, Entry entry) {}
