/**
 * Searches as values: a query string becomes criteria or an error that names the parameter, before anything is
 * looked for.
 */
@NullMarked
package org.consentry.gateway.record.query;

import org.jspecify.annotations.NullMarked;
