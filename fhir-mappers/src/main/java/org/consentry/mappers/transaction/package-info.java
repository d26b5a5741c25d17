/**
 * What every format's mapper builds: resources under stable ids, told as snapshots or mentions, in one transaction of
 * PUTs. For the mappers of this module; it knows no format.
 */
@NullMarked
package org.consentry.mappers.transaction;

import org.jspecify.annotations.NullMarked;
