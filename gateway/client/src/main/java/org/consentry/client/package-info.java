/**
 * A hospital's side of the exchange: sign in, listen, fetch, decrypt, verify, push.
 *
 * <p>Keys stay in files of the hospital and never travel. What is fetched is decrypted into a new file, its hash is
 * compared, and only then it gets its name and the gateway is told. Start with
 * {@link org.consentry.client.Gateway}; the command {@code consentry} is the same on a command line.
 */
@NullMarked
package org.consentry.client;

import org.jspecify.annotations.NullMarked;
