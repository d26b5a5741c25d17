/**
 * Deciding what one caller may see and do.
 *
 * <p>Rules here are pure: they receive the caller and the grants that apply and answer with values.
 * They never read a database and never log a resource. A decision to read is a {@link Visibility},
 * which the record store compiles into the predicate of every statement it runs for that caller.
 */
@NullMarked
package org.consentry.gateway.access;

import org.jspecify.annotations.NullMarked;
