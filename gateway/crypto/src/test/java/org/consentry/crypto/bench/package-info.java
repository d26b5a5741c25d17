/**
 * Programs that measure this module; each has a {@code main} and prints one line per figure. They are run by hand, as the
 * module's README says, never by the build.
 */
@NullMarked
package org.consentry.crypto.bench;

import org.jspecify.annotations.NullMarked;
