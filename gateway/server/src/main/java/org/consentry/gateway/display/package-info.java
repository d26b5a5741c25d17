/**
 * What people are shown of members: the names that the directory gives them, and the texts that they write for others to
 * decide by.
 *
 * <p>A name is never somebody else's word, and no text reads otherwise than it is written. Nothing here decides who may
 * see anything.
 */
@NullMarked
package org.consentry.gateway.display;

import org.jspecify.annotations.NullMarked;
