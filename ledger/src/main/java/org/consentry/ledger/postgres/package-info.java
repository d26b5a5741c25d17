/**
 * The log in PostgreSQL, beside the records it is about.
 *
 * <p>An entry is written in the caller's own transaction ({@link org.consentry.ledger.postgres.PostgresInbox}) and gets
 * its index later, so writers never wait for each other on the log. Speaks plain JDBC; the schema is {@code
 * db/migration/V200__ledger.sql} in this jar.
 */
@NullMarked
package org.consentry.ledger.postgres;

import org.jspecify.annotations.NullMarked;
