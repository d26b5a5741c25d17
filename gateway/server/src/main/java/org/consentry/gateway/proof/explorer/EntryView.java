package org.consentry.gateway.proof.explorer;

/**
 * A ledger entry as people are shown it.
 *
 * @param index its place, from 0
 * @param kind such as {@code consent-granted}
 * @param title the same in plain words
 * @param time ISO 8601, UTC
 * @param digest the leaf hash in hex
 * @param reference what it is about, for those who may see it; empty otherwise
 * @param who acted, for those who may see it; empty otherwise
 */
public record EntryView(
        long index, String kind, String title, String time, String digest, String reference, String who) {}
