/**
 * Jobs that make the index right again and look whether it is, while the store serves; and the search parameters
 * that such a job brings into force.
 */
@NullMarked
package org.consentry.gateway.record.upkeep;

import org.jspecify.annotations.NullMarked;
