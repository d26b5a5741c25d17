/**
 * HAPI FHIR's JPA server of version R4 on PostgreSQL, put together from its published parts as its starter does and tuned
 * as its documentation advises, to be measured beside the gateway. Nothing of the product uses it.
 */
package org.consentry.bench.peer.jpa;
