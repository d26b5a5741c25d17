/**
 * Everything that speaks HTTP: the FHIR edge, the doors, the streams, the pages.
 *
 * <p>Decisions become HTTP here and nowhere else; nothing outside imports servlet, Spring MVC or HAPI
 * server classes. Every door authenticates before it parses.
 */
@NullMarked
package org.consentry.gateway.web;

import org.jspecify.annotations.NullMarked;
