/** Files that survive a power cut. */
@NullMarked
package org.consentry.ledger.file;

import org.jspecify.annotations.NullMarked;
