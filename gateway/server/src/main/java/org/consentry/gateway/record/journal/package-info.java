/** Papers that are durable at once and filed later; whoever could notice sees them filed first. */
@NullMarked
package org.consentry.gateway.record.journal;

import org.jspecify.annotations.NullMarked;
