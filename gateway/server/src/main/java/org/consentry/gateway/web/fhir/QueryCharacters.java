package org.consentry.gateway.web.fhir;

import org.apache.catalina.connector.Connector;

/**
 * Lets queries hold {@code |} and other characters that RFC 3986 wants percent-encoded. Nearly every client writes
 * {@code identifier=system|value} as it stands; Tomcat alone would answer with an HTML page.
 */
final class QueryCharacters {
    private static final String RELAXED = "|[]{}^";

    private QueryCharacters() {}

    static void relax(Connector connector) {
        connector.setProperty("relaxedQueryChars", RELAXED);
    }
}
