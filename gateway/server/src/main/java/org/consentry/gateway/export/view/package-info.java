/**
 * SQL-on-FHIR views: kept for their client, and run at once where the answer is small.
 *
 * <p>A view that is kept compiles. A run takes the same way out of the store as a job and is bounded in rows, bytes and
 * seconds.
 */
@NullMarked
package org.consentry.gateway.export.view;

import org.jspecify.annotations.NullMarked;
