/**
 * What R4, and what was posted here, say of resource types, their elements and search parameters; read once,
 * asked without a database.
 */
@NullMarked
package org.consentry.gateway.record.definition;

import org.jspecify.annotations.NullMarked;
