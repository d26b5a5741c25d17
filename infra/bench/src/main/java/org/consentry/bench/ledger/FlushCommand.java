package org.consentry.bench.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a disk takes to keep 8 kB, as a commit has it do: written to a file that is there already, then flushed with
 * its data alone. No server that keeps what it acknowledges answers one client's writes faster.
 */
@Command(
        name = "flush",
        description =
                "How long the disk takes to keep 8 kB, asked at once and after pauses: the floor under every commit.",
        mixinStandardHelpOptions = true)
final class FlushCommand implements Callable<Integer> {
    private static final int PAGE = 8 << 10;
    private static final int FILE = 16 << 20;

    @Option(names = "--folder", description = "On the disk in question: a new one in the temporary folder.")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--pauses",
            split = ",",
            defaultValue = "0,1,3",
            description = "Milliseconds between flush and next write: ${DEFAULT-VALUE}.")
    private List<Integer> pauses = List.of();

    @Option(names = "--times", defaultValue = "1000", description = "Writes a pause: ${DEFAULT-VALUE}.")
    private int times;

    @Override
    public Integer call() throws IOException {
        Path file = Files.createTempFile(folder, "flush", "");
        try (FileChannel disk = FileChannel.open(file, StandardOpenOption.WRITE)) {
            disk.write(ByteBuffer.allocate(FILE));
            disk.force(true);
            for (int pause : pauses) {
                System.out.println(flushes(disk, pause).line());
            }
        } finally {
            Files.delete(file);
        }
        return 0;
    }

    private Latencies flushes(FileChannel disk, int pause) throws IOException {
        Latencies latencies = new Latencies("write and flush, " + pause + " ms apart");
        for (int i = 0; i < times; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
            long start = System.nanoTime();
            disk.write(ByteBuffer.allocate(PAGE), (long) i * PAGE % FILE);
            disk.force(false);
            latencies.add(System.nanoTime() - start);
        }
        return latencies;
    }
}
