/**
 * Consent over HTTP: the requests, the patient's operations, the way back from the consent screen, and Keycloak's
 * notices.
 */
@NullMarked
package org.consentry.gateway.web.consent;

import org.jspecify.annotations.NullMarked;
