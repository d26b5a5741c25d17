/**
 * What R4 lets a resource be made of: the names of its elements, how often each stands, and the forms of its values.
 *
 * <p>This is what a parser refuses, not what a validator finds: required elements, invariants and profiles are
 * {@code validation}'s. It reads trees, changes nothing and never repeats content in what it says.
 */
@NullMarked
package org.consentry.gateway.shape;

import org.jspecify.annotations.NullMarked;
