/**
 * {@code Subscription}: create, update and delete it, ask {@code $status}, catch up by {@code $events}, and the key that
 * verifies notifications. For members' own systems.
 */
@NullMarked
package org.consentry.gateway.web.subscription;

import org.jspecify.annotations.NullMarked;
