/**
 * Bulk Data Access over HTTP: kick-off, status, manifest, files.
 */
@NullMarked
package org.consentry.gateway.web.export;

import org.jspecify.annotations.NullMarked;
