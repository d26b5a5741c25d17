/**
 * The FHIR gateway: one package per feature, only {@code web} knows HTTP.
 */
@NullMarked
package org.consentry.gateway;

import org.jspecify.annotations.NullMarked;
