package org.consentry.mappers.site;

import java.time.ZoneId;
import java.util.Map;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.SiteProfile;
import org.consentry.mappers.csv.CsvLayout;

/**
 * One sender's particularities.
 *
 * @param zone of times without an offset
 * @param profile code maps, names of assigners and code systems, and the meaning of its own fields
 * @param layouts of its tables, by name; one of a shipped layout's name takes its place
 */
public record Site(ZoneId zone, SiteProfile profile, Map<String, CsvLayout> layouts) {

    public Site {
        layouts = Map.copyOf(layouts);
    }

    /** A sender without any. */
    public static Site plain(ZoneId zone) {
        return new Site(zone, SiteProfile.STANDARD, Map.of());
    }

    /** The context of this sender's conversions. */
    public ConversionContext context(String tenant) {
        return new ConversionContext(tenant, zone, profile);
    }
}
