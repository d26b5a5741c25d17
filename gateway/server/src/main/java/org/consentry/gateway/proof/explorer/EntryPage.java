package org.consentry.gateway.proof.explorer;

import java.util.List;
import java.util.OptionalLong;

/**
 * A part of the ledger as somebody may see it.
 *
 * @param next where to go on: {@code before} of the next page, or {@code from} of the next range; empty at the end
 */
public record EntryPage(List<EntryView> entries, OptionalLong next) {
    public EntryPage {
        entries = List.copyOf(entries);
    }
}
