package org.consentry.gateway.export.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.ExportFormat;
import org.consentry.gateway.export.ExportShape;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.gateway.export.work.Progress;
import org.consentry.mappers.view.ViewDefinition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes of a job's NDJSON, which was looked through for leaks, the files that were asked for. Nothing comes in that was
 * not in the NDJSON.
 */
public final class Rendering {
    private final ExportShape shape;
    private final Path folder;
    private final Progress progress;
    private final long mostRows;

    private Rendering(ExportShape shape, Path folder, Progress progress, long mostRows) {
        this.shape = shape;
        this.folder = folder;
        this.progress = progress;
        this.mostRows = mostRows;
    }

    /** All rows of all tables. */
    public static Rendering whole(ExportShape shape, Path folder, Progress progress) {
        return new Rendering(shape, folder, progress, Long.MAX_VALUE);
    }

    /** As {@link #whole}, but a table ends with that row. */
    public static Rendering upTo(long mostRows, ExportShape shape, Path folder, Progress progress) {
        return new Rendering(shape, folder, progress, mostRows);
    }

    private interface Rows {
        List<List<@Nullable JsonNode>> of(byte[] resource);
    }

    /** The files asked for, of these. */
    public List<LocalFile> of(List<LocalFile> files) throws IOException {
        List<LocalFile> made = new ArrayList<>();
        List<LocalFile> resources = new ArrayList<>();
        for (LocalFile file : files) {
            (file.kind() == ExportFile.Kind.OUTPUT ? resources : made).add(file);
        }
        if (!shape.views().isEmpty()) {
            for (ExportShape.View view : shape.views()) {
                made.add(view(view, resources));
            }
        } else if (shape.format() == ExportFormat.NDJSON) {
            made.addAll(resources);
        } else {
            for (LocalFile file : resources) {
                made.add(table(file));
            }
        }
        return made;
    }

    private LocalFile view(ExportShape.View view, List<LocalFile> resources) throws IOException {
        ViewDefinition compiled = ViewDefinition.compile(view.definition().getBytes(StandardCharsets.UTF_8));
        List<LocalFile> sources = resources.stream()
                .filter(file -> file.type().equals(compiled.resource()))
                .toList();
        String name = view.name() + "." + shape.format().ending();
        return table(name, view.name(), compiled.columns(), sources, compiled::rows);
    }

    private LocalFile table(LocalFile file) throws IOException {
        ResourceColumns columns = new ResourceColumns(file.type());
        String name = file.name().replace(".ndjson", "." + shape.format().ending());
        return table(name, file.type(), columns.columns(), List.of(file), resource -> List.of(columns.row(resource)));
    }

    private LocalFile table(
            String name, String type, List<ViewDefinition.Column> columns, List<LocalFile> sources, Rows rows)
            throws IOException {
        // A view may be called like a type's own file.
        Path path = Files.createTempFile(folder, "table", "." + shape.format().ending());
        Files.delete(path);
        long count = 0;
        try (Table table = Table.create(shape.format(), path, columns)) {
            for (LocalFile source : sources) {
                try (BufferedReader lines = Files.newBufferedReader(source.path())) {
                    for (String line = lines.readLine(); line != null && count < mostRows; line = lines.readLine()) {
                        for (List<@Nullable JsonNode> row : rows.of(line.getBytes(StandardCharsets.UTF_8))) {
                            if (count < mostRows) {
                                table.add(row);
                                count++;
                            }
                        }
                        progress.check();
                    }
                }
            }
        }
        return new LocalFile(name, ExportFile.Kind.OUTPUT, type, path, count, Files.size(path));
    }
}
