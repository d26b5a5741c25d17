/**
 * The whole exchange on one machine, by one command: {@code infra/local/run}.
 *
 * <p>It starts the parts and the gateway, makes a small network, keeps its data between starts, and stops what it
 * started. It is for trying and testing: everything listens on loopback without TLS.
 */
@NullMarked
package org.consentry.local;

import org.jspecify.annotations.NullMarked;
