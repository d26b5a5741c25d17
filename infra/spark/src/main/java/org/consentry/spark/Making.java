package org.consentry.spark;

import com.github.luben.zstd.Zstd;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.util.SerializableConfiguration;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.Outcome;
import org.consentry.mappers.deidentify.PatientFacts;
import scala.Tuple3;

/*
 * What a worker does with its part: every record without the person goes into a file of its type, in a folder that no other
 * attempt at the part ever has. The driver believes only the folder that the attempt it heard of names, so what an attempt that
 * died or was overtaken left behind is never released; it goes with the hidden folder around it.
 *
 * The people whose records they were are kept beside, packed, for the search for leaks: on the worker's own disk, as what is
 * shuffled is, and never where the output lies.
 */
record Making(Order order, String hidden, SerializableConfiguration files) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Set<String> PEOPLE = Set.of("Patient", "RelatedPerson", "Person", "Practitioner");
    private static final int BUFFER = 1 << 18;
    private static final int DELETES = 500;

    /** The folder that was made, how many lines of which file are in it, and the people, in packs. */
    Iterator<Tuple3<String, HashMap<String, Long>, ArrayList<byte[]>>> make(Iterator<Lot> lots) throws IOException {
        TaskContext task = TaskContext.get();
        Path folder = new Path(hidden, "part-%05d-%d".formatted(task.partitionId(), task.taskAttemptId()));
        Deidentifier deidentifier = order.deidentifier();
        People people = new People();
        HashMap<String, Long> counts = new HashMap<>();
        try (Output output = new Output(folder.getFileSystem(files.value()), folder, counts)) {
            while (lots.hasNext()) {
                Lot lot = lots.next();
                PatientFacts facts = facts(lot);
                for (Lot.Line line : lot.lines()) {
                    if (PEOPLE.contains(line.type()) && !order.policy().equals("identified")) {
                        people.add(line.json());
                    }
                    if (line.wanted() && deidentifier.apply(line.json(), facts) instanceof Outcome.Kept kept) {
                        output.write(line.type(), kept.json());
                    }
                }
                delete(lot.deleted(), deidentifier, output);
            }
        }
        return List.of(new Tuple3<>(folder.toString(), counts, new ArrayList<>(people.packed())))
                .iterator();
    }

    private static PatientFacts facts(Lot lot) {
        return lot.lines().stream()
                .filter(line -> line.type().equals("Patient"))
                .findFirst()
                .map(line -> PatientFacts.of(line.json()))
                .orElse(PatientFacts.NOBODY);
    }

    /** As the gateway's exports tell it: Bundles of DELETEs under the names that the client knows. */
    private static void delete(List<String> gone, Deidentifier deidentifier, Output output) throws IOException {
        for (int from = 0; from < gone.size(); from += DELETES) {
            StringBuilder bundle =
                    new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
            for (String reference : gone.subList(from, Math.min(from + DELETES, gone.size()))) {
                String[] named = reference.split("/", 2);
                bundle.append(bundle.charAt(bundle.length() - 1) == '[' ? "" : ",")
                        .append("{\"request\":{\"method\":\"DELETE\",\"url\":\"")
                        .append(named[0])
                        .append('/')
                        .append(deidentifier.pseudonym(named[1]))
                        .append("\"}}");
            }
            output.write(Manifest.DELETED, bundle.append("]}").toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Files of one attempt, by type. */
    private static final class Output implements AutoCloseable {
        private final FileSystem files;
        private final Path folder;
        private final Map<String, OutputStream> open = new HashMap<>();
        private final Map<String, Long> counts;

        /** @param counts gets how many lines each file has */
        Output(FileSystem files, Path folder, Map<String, Long> counts) {
            this.files = files;
            this.folder = folder;
            this.counts = counts;
        }

        void write(String type, byte[] json) throws IOException {
            OutputStream to = open.get(type);
            if (to == null) {
                to = new BufferedOutputStream(files.create(new Path(folder, type)), BUFFER);
                open.put(type, to);
            }
            to.write(json);
            to.write('\n');
            counts.merge(type, 1L, Long::sum);
        }

        @Override
        public void close() throws IOException {
            for (OutputStream each : open.values()) {
                each.close();
            }
            open.clear();
        }
    }

    /** In packs of so many; the first four bytes of a pack are how many. */
    private static final class People {
        private static final int OF_A_PACK = 1_000;

        private final List<byte[]> packs = new ArrayList<>();
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

        private int held;

        void add(byte[] person) {
            lines.writeBytes(person);
            lines.write('\n');
            held++;
            if (held == OF_A_PACK) {
                pack();
            }
        }

        private void pack() {
            byte[] packed = Zstd.compress(lines.toByteArray());
            packs.add(ByteBuffer.allocate(Integer.BYTES + packed.length)
                    .putInt(held)
                    .put(packed)
                    .array());
            lines.reset();
            held = 0;
        }

        List<byte[]> packed() {
            if (held > 0) {
                pack();
            }
            return packs;
        }
    }
}
