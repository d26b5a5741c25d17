/**
 * The doors of sealed content: what a recipient needs to open a delivery, the one-time URIs themselves, and the
 * patient's own way to what is theirs.
 *
 * <p>Nothing here logs a path, a query or a header.
 */
@NullMarked
package org.consentry.gateway.web.attachment;

import org.jspecify.annotations.NullMarked;
