/**
 * What can go wrong, in the terms a client can act on.
 *
 * <p>Features throw a {@link Problem}; only {@code web} turns one into HTTP. A problem's text names the
 * place and the rule, never the content.
 */
@NullMarked
package org.consentry.gateway.problem;

import org.jspecify.annotations.NullMarked;
