package org.consentry.mappers;

import java.time.ZoneId;

/**
 * What a conversion must know and no message tells.
 *
 * @param tenant the sender's stable name; part of every resource's id, so changing it changes them all
 * @param zone the zone of times that carry no offset
 * @param profile what is particular to this sender
 */
public record ConversionContext(String tenant, ZoneId zone, SiteProfile profile) {

    public ConversionContext {
        if (tenant.isBlank() || tenant.length() > 200) {
            throw new IllegalArgumentException("A tenant's name has 1 to 200 characters");
        }
    }

    /** A context of a sender without particularities. */
    public ConversionContext(String tenant, ZoneId zone) {
        this(tenant, zone, SiteProfile.STANDARD);
    }
}
