/**
 * Reading XML that strangers send: no document type, no entity of their own, no access to anything, bounded depth,
 * size and number of elements. What comes out is a small read-only tree that knows its lines.
 */
@NullMarked
package org.consentry.mappers.ccda.xml;

import org.jspecify.annotations.NullMarked;
