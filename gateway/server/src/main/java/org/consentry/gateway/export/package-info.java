/**
 * Bulk exports for analysts: de-identified by a named policy, checked for leaks before anything is offered.
 *
 * <p>A job that fails releases nothing. Files go when they are deleted or expire. Jobs are leased, so that any node may
 * work on them and a dead node's jobs are started again.
 */
@NullMarked
package org.consentry.gateway.export;

import org.jspecify.annotations.NullMarked;
