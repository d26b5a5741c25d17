/**
 * Who is calling: one {@link Caller} per authenticated request, with the scopes its token carries.
 *
 * <p>Authority does not come from here: a token says who somebody is, grants say what they may see.
 */
@NullMarked
package org.consentry.gateway.identity;

import org.jspecify.annotations.NullMarked;
