package org.consentry.gateway.export;

/**
 * One file of a finished export.
 *
 * @param name within its job, such as {@code Observation.1.ndjson}
 * @param objectKey where its bytes lie in the object store
 */
public record ExportFile(String name, String type, String objectKey, long resources, long bytes) {}
