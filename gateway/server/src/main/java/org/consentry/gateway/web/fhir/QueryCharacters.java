package org.consentry.gateway.web.fhir;

import org.apache.catalina.connector.Connector;

/**
 * Lets queries hold {@code |} and other characters that RFC 3986 wants percent-encoded. Nearly every client writes
 * {@code identifier=system|value} as it stands; Tomcat alone would answer with an HTML page.
 *
 * <p>Lets them be long, too: a page's token holds the whole query, encrypted, and a search by POST may be long.
 */
final class QueryCharacters {
    private static final String RELAXED = "|[]{}^";
    private static final int LONGEST_HEADER = 128 * 1024;

    private QueryCharacters() {}

    static void relax(Connector connector) {
        connector.setProperty("relaxedQueryChars", RELAXED);
        connector.setProperty("maxHttpRequestHeaderSize", Integer.toString(LONGEST_HEADER));
    }
}
