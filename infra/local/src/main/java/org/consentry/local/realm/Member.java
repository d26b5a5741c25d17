package org.consentry.local.realm;

import java.util.regex.Pattern;

/**
 * A member of the network.
 *
 * @param id its logical id, part of its clients' names: lower-case letters, digits and hyphens
 * @param name as a patient reads it on the consent screen
 */
public record Member(String id, String name) {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} .,'&()-]{0,79}");

    public Member {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("A member's id is 1 to 40 of a-z, 0-9 and '-'");
        }
        if (id.equals("authority")) {
            throw new IllegalArgumentException("The id 'authority' is the authority's own");
        }
        // The name stands on the page where a patient decides; what could pass for markup or turn text around stays
        // out.
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A member's name is 1 to 80 letters, digits, spaces and . , ' & ( ) -");
        }
    }

    /** Its own system's client. */
    public String backendClient() {
        return "ehr-" + id;
    }

    /** The gateway's client that asks patients on its behalf. */
    public String ceremonyClient() {
        return "consent-" + id;
    }
}
