/**
 * The exchange seen from outside: HTTP, MLLP, event streams and a browser, starting from {@code local-stack.json}.
 *
 * <p>These tests know no class of the gateway and no table of its database.
 */
@NullMarked
package org.consentry.acceptance;

import org.jspecify.annotations.NullMarked;
