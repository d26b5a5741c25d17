package org.consentry.gateway.export.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.extract.Part;
import org.consentry.gateway.export.extract.PartLog;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.mappers.deidentify.DropReport;

/** What is kept of one job: its files in the object store, its parts in the database. */
final class JobParts implements PartLog {
    private final ExportJob job;
    private final Instant snapshot;
    private final ExportObjects objects;
    private final ExportParts rows;
    private final Lease lease;
    private final List<Part> parts;

    /** @param snapshot the transaction time, unless an earlier attempt has kept another */
    JobParts(ExportJob job, Instant snapshot, ExportObjects objects, ExportParts rows, Lease lease) {
        this.job = job;
        this.objects = objects;
        this.rows = rows;
        this.lease = lease;
        this.parts = new ArrayList<>(rows.of(job.id()));
        this.snapshot = parts.isEmpty() ? snapshot : parts.getFirst().snapshot();
    }

    /** The job's transaction time. */
    Instant snapshot() {
        return snapshot;
    }

    @Override
    public List<Part> parts() {
        return List.copyOf(parts);
    }

    @Override
    public void fetch(ExportFile file, Path to) throws IOException {
        objects.fetch(file, to, lease);
    }

    @Override
    public void add(String last, String patients, DropReport drops, List<LocalFile> files) throws IOException {
        List<ExportFile> stored = new ArrayList<>();
        for (LocalFile file : files) {
            stored.add(objects.put(job, file, lease));
        }
        // A crash before the next line leaves objects that are on record and that no part names: they are made again.
        Part part = new Part(parts.size() + 1, snapshot, last, patients, drops, stored);
        if (!rows.add(job, part)) {
            throw new Lease.Lost();
        }
        parts.add(part);
    }

    @Override
    public void truncate(int kept) {
        rows.truncate(job.id(), kept);
        parts.subList(kept, parts.size()).clear();
    }

    /** The files of a finished job in the object store: those of parts are there, the others are put there. */
    List<ExportFile> stored(List<LocalFile> files) throws IOException {
        Map<String, ExportFile> there = new HashMap<>();
        parts.forEach(part -> part.files().forEach(file -> there.put(file.name(), file)));
        List<ExportFile> stored = new ArrayList<>();
        for (LocalFile file : files) {
            Optional<ExportFile> kept = Optional.ofNullable(there.get(file.name()));
            stored.add(kept.isPresent() ? kept.get() : objects.put(job, file, lease));
        }
        return stored;
    }
}
