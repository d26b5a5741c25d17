/**
 * Bulk exports: for analysts, de-identified by a named policy and checked for leaks before anything is offered; for
 * members, what they contributed themselves.
 *
 * <p>A job that fails releases nothing. Files go when they are deleted or expire, identified ones when they were fetched.
 * Jobs are leased and kept part by part, so that any node may go on with a dead node's.
 */
@NullMarked
package org.consentry.gateway.export;

import org.jspecify.annotations.NullMarked;
