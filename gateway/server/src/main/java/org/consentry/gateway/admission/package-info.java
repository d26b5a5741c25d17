/**
 * How much content is held and worked on at the same time, so that what comes cannot take more memory than there is.
 *
 * <p>Whoever holds a body whole counts its bytes while they come, and waits its turn before it makes something of them. Small
 * bodies, which are nearly all, pass without any of that.
 */
@NullMarked
package org.consentry.gateway.admission;

import org.jspecify.annotations.NullMarked;
