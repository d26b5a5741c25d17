/**
 * Topic-based subscriptions (R5 backport for R4): members are told by a webhook what their event stream tells.
 *
 * <p>Notifications come from the same outbox as the stream, carry ids and never health data, are numbered without gaps for
 * each subscription, and are sent at least once and in order. They are signed, and they never go to an address that is not
 * public unless the operator allows it.
 *
 * @see <a href="http://hl7.org/fhir/uv/subscriptions-backport/STU1.1/">Subscriptions R5 Backport 1.1</a>
 */
@NullMarked
package org.consentry.gateway.subscription;

import org.jspecify.annotations.NullMarked;
