/** Programs that measure; see the module's README for how to run them. They are not tests. */
@NullMarked
package org.consentry.ledger.bench;

import org.jspecify.annotations.NullMarked;
