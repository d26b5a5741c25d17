package org.consentry.spark;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.consentry.mappers.deidentify.LeakPatterns;
import org.consentry.mappers.deidentify.LeakScanner;
import org.consentry.mappers.deidentify.PatientRegister;
import org.consentry.mappers.deidentify.Policy;
import org.jspecify.annotations.Nullable;

/** Looks for some of the input's people in what an attempt wrote. */
record Seeking(String policy, Broadcast<ArrayList<byte[]>> people, SerializableConfiguration files)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of a worker, for the tasks that come one after another: the automaton is large and the same for all of them. */
    private static @Nullable Built last;

    private record Built(long of, LeakScanner scanner) {}

    /** The places of leaks in the files of a folder. */
    Iterator<String> leaks(String folder) throws IOException {
        LeakScanner scanner = scanner();
        Path path = new Path(folder);
        FileSystem system = path.getFileSystem(files.value());
        List<String> leaks = new ArrayList<>();
        for (FileStatus file : system.listStatus(path)) {
            try (InputStream in = system.open(file.getPath())) {
                scanner.scan(file.getPath().getName(), in).stream()
                        .limit(10)
                        .forEach(leak -> leaks.add(leak.toString()));
            }
        }
        return leaks.iterator();
    }

    private LeakScanner scanner() {
        synchronized (Seeking.class) {
            Built built = last;
            if (built == null || built.of != people.id()) {
                last = null;
                built = new Built(people.id(), build());
                last = built;
            }
            return built.scanner;
        }
    }

    private LeakScanner build() {
        LeakPatterns patterns = LeakScanner.forPolicy(Policy.named(policy));
        for (byte[] pack : people.value()) {
            byte[] packed = Arrays.copyOfRange(pack, Integer.BYTES, pack.length);
            byte[] lines = Zstd.decompress(packed, (int) Zstd.getFrameContentSize(packed));
            // A register for each pack: it remembers what it is given.
            PatientRegister register = new PatientRegister();
            new String(lines, StandardCharsets.UTF_8)
                    .lines()
                    .forEach(person -> register.add(person.getBytes(StandardCharsets.UTF_8), patterns));
        }
        return patterns.build();
    }
}
