/**
 * The intake doors over HTTP.
 */
@NullMarked
package org.consentry.gateway.web.intake;

import org.jspecify.annotations.NullMarked;
