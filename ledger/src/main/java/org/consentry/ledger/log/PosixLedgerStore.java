package org.consentry.ledger.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.Pseudonym;
import org.consentry.ledger.file.Disk;
import org.consentry.ledger.file.DurableFiles;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.text.DecimalText;
import org.consentry.ledger.tile.BundlePath;
import org.consentry.ledger.tile.EntryBundle;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.tile.MissingTile;
import org.consentry.ledger.tile.RightEdge;
import org.consentry.ledger.tile.Tile;
import org.consentry.ledger.tile.TilePath;

/*
 * A folder that is the log: any web server can serve it as it lies.
 *
 *   checkpoint, tile/...   what C2SP tlog-tiles serves; partial tiles are never deleted
 *   state/pending          accepted, no index yet
 *   state/head             size and root of the tree: the one file whose replacement moves the log forward
 *   state/checkpoints/N    every published checkpoint by size; the largest is the published one
 *
 * Everything a step writes before its one decisive replacement is invisible without it and is written again, maybe
 * otherwise, by the next attempt. Opening reads every entry, grows the tree again and compares with the head: recovery and
 * audit are the same walk, some hundred thousand entries a second. Digests and subjects are kept in memory, about 200
 * bytes an entry, so this store is for logs of some million entries and one process; PostgreSQL has neither limit.
 */
/** A log in files, for one process. */
public final class PosixLedgerStore implements LedgerStore, AutoCloseable {
    private final Path folder;
    private final String origin;
    private final Disk disk;
    private final FileChannel lockFile;
    private final Journal journal;
    private final Map<Hash, Entry> pending = new LinkedHashMap<>();
    private final Map<Hash, Long> indexes = new HashMap<>();
    private final Map<Pseudonym, List<Long>> subjects = new HashMap<>();
    private final PublishedCheckpoints published = new PublishedCheckpoints();
    private RightEdge edge = RightEdge.empty();
    private TreeHead head = TreeHead.EMPTY;
    private boolean journalTorn;

    private PosixLedgerStore(Path folder, String origin, Disk disk, FileChannel lockFile) {
        this.folder = folder;
        this.origin = origin;
        this.disk = disk;
        this.lockFile = lockFile;
        this.journal = new Journal(folder.resolve("state/pending"), disk);
    }

    /**
     * Opens a log's folder, and makes it if need be.
     *
     * @throws IOException if it cannot be read or written, or another process has it open
     * @throws StoreFailure if it is damaged
     */
    public static PosixLedgerStore open(Path folder, String origin) throws IOException {
        return open(folder, origin, Disk.real());
    }

    static PosixLedgerStore open(Path folder, String origin, Disk disk) throws IOException {
        DurableFiles.createFolders(folder.resolve("state/checkpoints"));
        FileChannel lockFile =
                FileChannel.open(folder.resolve("state/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock(lockFile).isEmpty()) {
                throw new IOException("another process has this log open");
            }
            PosixLedgerStore store = new PosixLedgerStore(folder, origin, disk, lockFile);
            store.load();
            return store;
        } catch (IOException | RuntimeException failure) {
            lockFile.close();
            throw failure;
        }
    }

    private static Optional<FileLock> lock(FileChannel file) throws IOException {
        try {
            return Optional.ofNullable(file.tryLock());
        } catch (OverlappingFileLockException sameProcess) {
            return Optional.empty();
        }
    }

    private void load() throws IOException {
        Path headFile = folder.resolve("state/head");
        if (Files.exists(headFile)) {
            head = parseHead(Files.readString(headFile));
        }
        while (edge.size() < head.size()) {
            BundlePath path = BundlePath.inTree(edge.size() / LogPath.FULL, head.size());
            List<Entry> entries = readBundle(path);
            edge = edge.grow(entries.stream().map(Entry::digest).toList()).edge();
            remember(path.firstEntry(), entries);
        }
        if (!edge.head().equals(head)) {
            throw new StoreFailure("the stored entries do not have the stored root");
        }
        for (Entry entry : journal.open()) {
            if (!indexes.containsKey(entry.digest())) {
                pending.putIfAbsent(entry.digest(), entry);
            }
        }
        loadCheckpoints();
    }

    private void loadCheckpoints() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("state/checkpoints"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.getFileName().toString().startsWith(".")) {
                    SignedCheckpoint checkpoint = SignedCheckpoint.parse(Files.readAllBytes(file));
                    published.add(checkpoint);
                }
            }
        }
        Path served = folder.resolve("checkpoint");
        Optional<SignedCheckpoint> last = published();
        if (last.isPresent()
                && !(Files.exists(served)
                        && Files.readString(served).equals(last.get().note().encoded()))) {
            disk.replace(served, last.get().note().bytes());
        }
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public synchronized void submit(Collection<Entry> submitted) {
        Map<Hash, Entry> fresh = new LinkedHashMap<>();
        for (Entry entry : submitted) {
            Hash digest = entry.digest();
            if (!indexes.containsKey(digest) && !pending.containsKey(digest)) {
                fresh.put(digest, entry);
            }
        }
        if (fresh.isEmpty()) {
            return;
        }
        attempt("submit entries", () -> write(fresh));
        // A crash here leaves entries accepted that nobody was told of. They are logged; submitting again finds them.
        pending.putAll(fresh);
    }

    /** A full disk may have taken part of an append. What came after that part would be lost at the next opening. */
    private void write(Map<Hash, Entry> fresh) throws IOException {
        if (journalTorn) {
            List<Entry> all = new ArrayList<>(pending.values());
            all.addAll(fresh.values());
            journal.rewrite(all);
        } else {
            journalTorn = true;
            journal.append(fresh.values());
        }
        journalTorn = false;
    }

    @Override
    public synchronized Sequencing sequence(int limit) {
        if (pending.isEmpty()) {
            return new Sequencing.Idle();
        }
        Map<Hash, Entry> taken = new LinkedHashMap<>();
        pending.entrySet().stream().limit(limit).forEach(entry -> taken.put(entry.getKey(), entry.getValue()));
        RightEdge.Growth growth = edge.grow(List.copyOf(taken.keySet()));
        TreeHead next = growth.edge().head();
        long first = head.size();
        attempt("sequence entries", () -> {
            writeBundles(first, List.copyOf(taken.values()));
            for (Tile tile : growth.changed()) {
                disk.replace(folder.resolve(tile.path().path()), tile.bytes());
            }
            // A crash up to here leaves files of a tree that no head names. Nothing reads them; the next attempt writes
            // over them, perhaps with other entries.
            disk.replace(folder.resolve("state/head"), writeHead(next));
        });
        head = next;
        edge = growth.edge();
        remember(first, List.copyOf(taken.values()));
        pending.keySet().removeAll(taken.keySet());
        if (pending.isEmpty()) {
            // A crash here leaves logged entries in the journal. Opening knows their digests and drops them.
            attempt("clear the journal", () -> journal.rewrite(List.of()));
        }
        return new Sequencing.Sequenced(next, taken.size(), !pending.isEmpty());
    }

    private void writeBundles(long first, List<Entry> added) throws IOException {
        long size = first + added.size();
        for (long bundle = first / LogPath.FULL; bundle * LogPath.FULL < size; bundle++) {
            BundlePath path = BundlePath.inTree(bundle, size);
            List<Entry> all = new ArrayList<>();
            if (path.firstEntry() < first) {
                all.addAll(readBundle(BundlePath.inTree(bundle, first)));
            }
            int from = (int) Math.max(0, path.firstEntry() - first);
            all.addAll(added.subList(from, (int) (path.firstEntry() + path.width() - first)));
            disk.replace(
                    folder.resolve(path.path()),
                    EntryBundle.encode(all.stream().map(Entry::bytes).toList()));
        }
    }

    @Override
    public synchronized TreeHead head() {
        return head;
    }

    @Override
    public synchronized Optional<SignedCheckpoint> published() {
        return published.last();
    }

    @Override
    public synchronized Optional<SignedCheckpoint> publishedCovering(long index) {
        return published.covering(index);
    }

    @Override
    public synchronized List<SignedCheckpoint> checkpoints(long below, int limit) {
        return published.below(below, limit);
    }

    @Override
    public synchronized Publication publish(SignedCheckpoint next, long previous) {
        if (!published.isNext(next, previous)) {
            return Publication.SUPERSEDED;
        }
        attempt("publish a checkpoint", () -> {
            disk.replace(
                    folder.resolve("state/checkpoints/" + next.size()),
                    next.note().bytes());
            published.add(next);
            // A crash here leaves the old checkpoint served. Opening serves the new one.
            disk.replace(folder.resolve("checkpoint"), next.note().bytes());
        });
        return Publication.PUBLISHED;
    }

    @Override
    public Tile tile(TilePath path) {
        long size = head().size();
        if (!path.isWithin(size)) {
            throw new MissingTile(path);
        }
        TilePath widest = TilePath.inTree(path.level(), path.index(), size);
        try {
            return new Tile(widest, Files.readAllBytes(folder.resolve(widest.path()))).narrowedTo(path.width());
        } catch (IOException failure) {
            throw new StoreFailure("could not read " + widest.path(), failure);
        }
    }

    @Override
    public synchronized OptionalLong indexOf(Hash digest) {
        Long index = indexes.get(digest);
        return index == null ? OptionalLong.empty() : OptionalLong.of(index);
    }

    @Override
    public List<LoggedEntry> entries(long from, int count) {
        long size = head().size();
        long to = Math.min(size, from + count);
        List<LoggedEntry> some = new ArrayList<>();
        for (long at = from; at < to; ) {
            BundlePath path = BundlePath.inTree(at / LogPath.FULL, size);
            List<Entry> bundle;
            try {
                bundle = readBundle(path);
            } catch (IOException failure) {
                throw new StoreFailure("could not read " + path.path(), failure);
            }
            for (; at < Math.min(to, path.firstEntry() + path.width()); at++) {
                some.add(new LoggedEntry(at, bundle.get((int) (at - path.firstEntry()))));
            }
        }
        return some;
    }

    @Override
    public List<LoggedEntry> entriesOf(Set<Pseudonym> asked, long below, int limit) {
        List<Long> found;
        synchronized (this) {
            found = asked.stream()
                    .flatMap(subject -> subjects.getOrDefault(subject, List.of()).reversed().stream()
                            .filter(index -> index < below)
                            .limit(limit))
                    .sorted(Comparator.reverseOrder())
                    .limit(limit)
                    .toList();
        }
        return found.stream().map(index -> entries(index, 1).get(0)).toList();
    }

    /** Lets other processes have the log. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    private void remember(long first, List<Entry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            long index = first + i;
            indexes.put(entries.get(i).digest(), index);
            entries.get(i).subject().ifPresent(about -> subjects.computeIfAbsent(about, fresh -> new ArrayList<>())
                    .add(index));
        }
    }

    private List<Entry> readBundle(BundlePath path) throws IOException {
        byte[] bundle = Files.readAllBytes(folder.resolve(path.path()));
        return EntryBundle.decode(bundle, path.width()).stream()
                .map(Entry::parse)
                .toList();
    }

    private static TreeHead parseHead(String text) {
        String[] words = text.strip().split(" ", 3);
        if (words.length != 2) {
            throw new Malformed("stored head", "a size and a root");
        }
        return new TreeHead(DecimalText.decode("stored size", words[0]), Hash.fromBase64(words[1]));
    }

    private static byte[] writeHead(TreeHead head) {
        return (head.size() + " " + head.root().base64() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private interface Write {
        void run() throws IOException;
    }

    private static void attempt(String doing, Write write) {
        try {
            write.run();
        } catch (IOException failure) {
            throw new StoreFailure("could not " + doing, failure);
        }
    }
}
