/**
 * What a client may ask of an export: types that its scopes cover, policies that are open to it, searches and patients that
 * point at nobody it knows by name.
 *
 * <p>Nothing is read here but a Group. A "no" names the parameter and tells nothing of what is stored.
 */
@NullMarked
package org.consentry.gateway.export.selection;

import org.jspecify.annotations.NullMarked;
