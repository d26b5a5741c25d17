/**
 * Taking the person out of FHIR R4 resources, under a named policy, so that what is left still joins.
 *
 * <p>Everything here is an allow-list: a field that no rule names is dropped and counted, a type
 * without rules is dropped, an unknown {@code modifierExtension} drops its resource. Rules are data
 * ({@code rules/*.json}), checked at load against R4's own datatypes, so that no rule can keep a
 * direct identifier. Identity is replaced by keyed pseudonyms: the same input under the same
 * {@link org.consentry.mappers.deidentify.ProjectKey} gives the same output, and two projects cannot
 * be joined.
 *
 * <p>Nothing here reads a clock, a file or a network (the CLI's own package does), and nothing here
 * puts a value of a resource into a message, a report or a log. All public types may be used by many
 * threads at once unless they say otherwise.
 */
@NullMarked
package org.consentry.mappers.deidentify;

import org.jspecify.annotations.NullMarked;
