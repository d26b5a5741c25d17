package org.consentry.mappers.view;

import tools.jackson.databind.JsonNode;

/** What a path can see beside its input: the resource and the index of the row in its iteration. */
record Scope(JsonNode resource, int rowIndex) {}
