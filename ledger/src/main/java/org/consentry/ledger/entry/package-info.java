/**
 * What is logged: that something happened, when, and a commitment to what it was.
 *
 * <p>An entry never holds personal data. It commits to content by a salted hash, and names its subject by a keyed
 * pseudonym; whoever destroys salt and key leaves bytes that say nothing about anyone.
 */
@NullMarked
package org.consentry.ledger.entry;

import org.jspecify.annotations.NullMarked;
