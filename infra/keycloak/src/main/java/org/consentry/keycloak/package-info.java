/**
 * Inside Keycloak: telling the gateway, within a second, that a person took a consent back.
 *
 * <p>After a transaction of Keycloak is committed, what it changed about consents, sessions and users is put into an
 * outbox on disk and pushed to the gateway under an HMAC. Pushing never delays or fails what the person does in
 * Keycloak. It may deliver an event twice, or out of order, or late; it is a wake-up and not the truth, which the
 * gateway reads by itself. Nothing about a person travels but opaque ids.
 */
@NullMarked
package org.consentry.keycloak;

import org.jspecify.annotations.NullMarked;
