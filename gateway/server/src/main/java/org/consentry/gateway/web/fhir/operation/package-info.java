/**
 * The operations of FHIR itself that the gateway offers, one class each.
 *
 * <p>Each asks the access gate, puts down what it discloses, and then answers; none knows how resources are stored.
 */
@NullMarked
package org.consentry.gateway.web.fhir.operation;

import org.jspecify.annotations.NullMarked;
