/** Proposals over HTTP: {@code POST /fhir/Task}, and the answers of patients and practitioners. */
@NullMarked
package org.consentry.gateway.web.proposal;

import org.jspecify.annotations.NullMarked;
