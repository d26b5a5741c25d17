/**
 * What a hospital runs: sign in, listen, fetch, decrypt, verify.
 */
@NullMarked
package org.consentry.client;

import org.jspecify.annotations.NullMarked;
