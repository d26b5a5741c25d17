/**
 * What R4 lets the elements of a resource be: whether one or many, an object or a value, and of which form.
 *
 * <p>This is what a parser refuses, not what a validator finds: unknown and required elements, invariants and
 * profiles are {@code validation}'s. It reads trees, changes nothing and never repeats content in what it says.
 */
@NullMarked
package org.consentry.gateway.shape;

import org.jspecify.annotations.NullMarked;
