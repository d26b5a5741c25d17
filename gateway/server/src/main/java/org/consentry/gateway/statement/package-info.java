/**
 * What concerns the tables of several features at once: rows that are sent to PostgreSQL by one statement, which costs one
 * round trip for all of them, and what its planner knows of the tables' sizes.
 */
@NullMarked
package org.consentry.gateway.statement;

import org.jspecify.annotations.NullMarked;
