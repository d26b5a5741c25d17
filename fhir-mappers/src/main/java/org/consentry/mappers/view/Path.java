package org.consentry.mappers.view;

import java.util.List;

/** A compiled FHIRPath expression; pure and thread-safe. */
@FunctionalInterface
interface Path {
    List<Item> evaluate(List<Item> input, Scope scope);
}
