/**
 * The portal's pages and what a browser application needs to find its way: configuration and discovery.
 */
@NullMarked
package org.consentry.gateway.web.portal;

import org.jspecify.annotations.NullMarked;
