/** Rows of several features that are sent to PostgreSQL by one statement: a round trip for all of them. */
@NullMarked
package org.consentry.gateway.statement;

import org.jspecify.annotations.NullMarked;
