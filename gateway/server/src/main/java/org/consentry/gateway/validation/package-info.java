/**
 * Checking resources against R4 and its profiles, and R4's own terminology, by HAPI's validator.
 *
 * <p>Nothing here stores or decides who may ask. Findings may quote what they are about: they are for whoever sent it.
 */
@NullMarked
package org.consentry.gateway.validation;

import org.jspecify.annotations.NullMarked;
