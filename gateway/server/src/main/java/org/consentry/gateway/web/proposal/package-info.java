/** Proposals over HTTP: {@code POST /fhir/Task}, and the patient's answers. */
@NullMarked
package org.consentry.gateway.web.proposal;

import org.jspecify.annotations.NullMarked;
