/** Changes: all of a submission or nothing, in a number of statements that does not grow with it. */
@NullMarked
package org.consentry.gateway.record.write;

import org.jspecify.annotations.NullMarked;
