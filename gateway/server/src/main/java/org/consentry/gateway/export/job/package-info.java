/**
 * Jobs: started, leased, kept part by part, offered, fetched, deleted.
 *
 * <p>A job is its client's alone, and one that fails releases nothing. Files go when they are deleted or expire, identified
 * ones when they were fetched, and those that rest on patients' consent when one of these takes it back. Any node goes on with a dead node's job after its last part.
 */
@NullMarked
package org.consentry.gateway.export.job;

import org.jspecify.annotations.NullMarked;
