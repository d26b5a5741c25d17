package org.consentry.client;

import java.util.Map;

/**
 * One event of the stream.
 *
 * @param id where the stream goes on after it
 * @param kind such as {@code attachment-ready}; {@code tombstone} where there is nothing left to tell
 * @param facts ids and references
 */
public record GatewayEvent(String id, String kind, Map<String, String> facts) {
    public GatewayEvent {
        facts = Map.copyOf(facts);
    }
}
