package org.consentry.ledger.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.audit.FolderLog;
import org.consentry.ledger.audit.HttpLog;
import org.consentry.ledger.audit.PublishedLog;

/** A log by its URL prefix or its folder. */
final class LogLocation {
    private LogLocation() {}

    /** Opens it. @throws Malformed for a URL without a host or not in form */
    static PublishedLog open(String location) {
        return location.startsWith("http://") || location.startsWith("https://")
                ? new HttpLog(url(location))
                : new FolderLog(Path.of(location));
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if (url.getHost() != null && url.getRawQuery() == null && url.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException notOne) {
            // Said below.
        }
        throw new Malformed("log", "a folder, or a URL with a host and neither query nor fragment");
    }
}
