/**
 * What a network adds to the realm file: clients of members, and people.
 *
 * <p>Everything goes through Keycloak's Admin REST API and may be done again: what is there is brought up to date,
 * never doubled. Passwords of people who exist are left alone. An operator's command line and the local stack use the
 * same classes.
 */
@NullMarked
package org.consentry.local.realm;

import org.jspecify.annotations.NullMarked;
