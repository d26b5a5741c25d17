package org.consentry.gateway.export.work;

import java.nio.file.Path;
import org.consentry.gateway.export.ExportFile;

/**
 * A file of a job that is still on this node's disk.
 *
 * @param type as {@link ExportFile#type}
 * @param resources resources or rows in it
 */
public record LocalFile(String name, ExportFile.Kind kind, String type, Path path, long resources, long bytes) {}
