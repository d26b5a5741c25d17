/** Running many clients against a server and counting what they saw. */
@NullMarked
package org.consentry.bench.load;

import org.jspecify.annotations.NullMarked;
