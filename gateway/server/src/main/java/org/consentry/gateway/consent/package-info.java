/**
 * A patient's answer to a request: proposed, narrowed, shown on Keycloak's consent screen, signed, granted, revoked.
 *
 * <p>A grant comes into being here and nowhere else, from a fresh answer of the patient in person. What Keycloak
 * remembers is never read as a grant.
 */
@NullMarked
package org.consentry.gateway.consent;

import org.jspecify.annotations.NullMarked;
