/** Stable logical ids from what the sender calls a thing; never random, never from a name or a date of birth. */
@NullMarked
package org.consentry.mappers.identity;

import org.jspecify.annotations.NullMarked;
