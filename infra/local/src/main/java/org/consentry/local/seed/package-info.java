/**
 * The made-up network: two hospitals, their practitioners and patients, entered through the gateway's public doors by
 * the same clients and formats that real members use. Nothing here knows the database.
 */
@NullMarked
package org.consentry.local.seed;

import org.jspecify.annotations.NullMarked;
