/**
 * What a job has on this node while it works: a folder that goes with it, files in it, and somebody who waits.
 *
 * <p>Nothing here outlives its process for longer than until the next start.
 */
@NullMarked
package org.consentry.gateway.export.work;

import org.jspecify.annotations.NullMarked;
