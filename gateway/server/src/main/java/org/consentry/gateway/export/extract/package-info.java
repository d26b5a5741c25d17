/**
 * One passage over a snapshot of the store: resources patient by patient, without the persons, in NDJSON files that were
 * looked through for every patient's identifiers.
 *
 * <p>Who is in is asked of every {@link org.consentry.gateway.export.extract.Release} when the passage begins, and whether
 * they still are as long as there are files. The passage goes on after the last part that an earlier attempt kept in a {@link org.consentry.gateway.export.extract.PartLog}. What leaks
 * ends it; nothing is handed on then.
 */
@NullMarked
package org.consentry.gateway.export.extract;

import org.jspecify.annotations.NullMarked;
