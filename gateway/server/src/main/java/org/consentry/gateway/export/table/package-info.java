/**
 * Files of rows: NDJSON, JSON, CSV and Parquet.
 *
 * <p>Tables are made of resources that were looked through for leaks; nothing comes into them that was not there.
 */
@NullMarked
package org.consentry.gateway.export.table;

import org.jspecify.annotations.NullMarked;
