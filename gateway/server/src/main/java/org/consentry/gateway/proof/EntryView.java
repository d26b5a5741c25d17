package org.consentry.gateway.proof;

/**
 * A ledger entry as people are shown it.
 *
 * @param index its place, from 0
 * @param kind such as {@code consent-granted}
 * @param time ISO 8601, UTC
 * @param digest the leaf hash in hex
 * @param reference what it is about, for those who may see it; empty otherwise
 */
public record EntryView(long index, String kind, String time, String digest, String reference) {}
