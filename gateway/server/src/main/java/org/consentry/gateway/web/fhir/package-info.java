/**
 * FHIR over HTTP: routing, negotiation, bundles, the CapabilityStatement and the one place where errors become
 * OperationOutcomes.
 *
 * <p>Features add to it by {@link org.consentry.gateway.web.fhir.FhirOperation} and
 * {@link org.consentry.gateway.web.fhir.WriteRoute} beans. It never logs a query string or a body.
 */
@NullMarked
package org.consentry.gateway.web.fhir;

import org.jspecify.annotations.NullMarked;
