package org.consentry.mappers.site;

import java.io.Serial;

/** A site's folder that cannot be taken as it is; names the file and the line. */
public final class SiteRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param line counted from 1; 0 where the whole file is meant */
    SiteRefused(String file, int line, String why) {
        super(line == 0 ? file + ": " + why : file + ", line " + line + ": " + why);
    }
}
