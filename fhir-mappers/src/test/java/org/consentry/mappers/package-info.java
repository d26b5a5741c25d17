/** Tests of the mappers and what they share. */
@NullMarked
package org.consentry.mappers;

import org.jspecify.annotations.NullMarked;
