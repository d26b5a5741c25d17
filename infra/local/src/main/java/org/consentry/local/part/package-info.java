/**
 * The outside programs that Consentry stands on: PostgreSQL, an S3 object store and Keycloak.
 *
 * <p>Tests and the local stack ask {@link org.consentry.local.part.Parts} for them and never start one by
 * themselves. Two makers exist: processes of this machine (the default) and Testcontainers. Every address is on
 * loopback, every password is random, and nothing here is meant for production. Nothing here knows the gateway.
 */
@NullMarked
package org.consentry.local.part;

import org.jspecify.annotations.NullMarked;
