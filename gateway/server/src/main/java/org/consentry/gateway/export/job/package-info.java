/**
 * Jobs: started, leased, kept part by part, offered, fetched, deleted.
 *
 * <p>A job is its client's alone, and one that fails releases nothing. Files go when they are deleted or expire, identified
 * ones when they were fetched. Any node goes on with a dead node's job after its last part.
 */
@NullMarked
package org.consentry.gateway.export.job;

import org.jspecify.annotations.NullMarked;
