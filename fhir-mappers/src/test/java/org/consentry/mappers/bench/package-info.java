/** Programs that measure the mappers; their figures stand in the module's README. */
@NullMarked
package org.consentry.mappers.bench;

import org.jspecify.annotations.NullMarked;
