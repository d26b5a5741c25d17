package org.consentry.gateway.access;

/**
 * What a caller may see if the grants are still what they were. It is no {@link Visibility}, so that nothing can be read
 * under it except by a statement that asks for both.
 *
 * @param view what the caller may see then
 * @param holds whether it is so
 */
public record Supposed(Visibility.Limited view, Supposition holds) {}
