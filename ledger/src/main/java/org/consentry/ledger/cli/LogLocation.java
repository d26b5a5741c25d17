package org.consentry.ledger.cli;

import java.net.URI;
import java.nio.file.Path;
import org.consentry.ledger.audit.FolderLog;
import org.consentry.ledger.audit.HttpLog;
import org.consentry.ledger.audit.PublishedLog;

/** A log by its URL prefix or its folder. */
final class LogLocation {
    private LogLocation() {}

    static PublishedLog open(String location) {
        return location.startsWith("http://") || location.startsWith("https://")
                ? new HttpLog(URI.create(location))
                : new FolderLog(Path.of(location));
    }
}
