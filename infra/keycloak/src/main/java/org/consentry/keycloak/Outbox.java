package org.consentry.keycloak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.util.JsonSerialization;

/*
 * Events on their way to the gateway, one small file each.
 *
 * A file is written aside, forced to disk and renamed before add() returns, and removed only after the gateway has
 * said that it has the event. A crash between the two sends it again, which the gateway recognizes by its id. Files
 * are named by time, so one thread sends them in about the order they happened; a failed attempt ends the round and
 * the next one begins after a pause that doubles, or as soon as something new arrives.
 *
 * The folder is bounded. When it is full the gateway has been away for long, is polling anyway, and does a full sweep
 * when it is back: then the new event is dropped and counted in the log rather than filling Keycloak's disk.
 */
final class Outbox implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Outbox.class);
    private static final int MOST_WAITING = 10_000;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Path folder;
    private final Push push;
    private final Duration firstPause;
    private final Semaphore news = new Semaphore(1);
    private final Thread sender;
    private volatile boolean closed;

    private Outbox(Path folder, Push push, Duration firstPause) {
        this.folder = folder;
        this.push = push;
        this.firstPause = firstPause;
        this.sender = Thread.ofPlatform().name("consentry-outbox").daemon().unstarted(this::sendForever);
    }

    /** Opens the folder and begins to send what an earlier run left in it. */
    static Outbox open(Path folder, Push push, Duration firstPause) throws IOException {
        Files.createDirectories(folder);
        Outbox outbox = new Outbox(folder, push, firstPause);
        outbox.sender.start();
        return outbox;
    }

    /** Keeps the event until it is delivered. Never throws: what a person does in Keycloak must not fail for this. */
    void add(IdentityEvent event) {
        try {
            if (waiting().size() >= MOST_WAITING) {
                LOG.errorf("outbox full: dropped event %s of type %s", event.id(), event.type());
                return;
            }
            write(event);
            news.release();
        } catch (IOException e) {
            LOG.errorf(e, "outbox cannot be written: lost event %s of type %s", event.id(), event.type());
        }
    }

    private void write(IdentityEvent event) throws IOException {
        String name = "%015d-%s".formatted(event.time(), event.id().replaceAll("[^A-Za-z0-9-]", ""));
        Path aside = folder.resolve(name + ".new");
        Files.write(
                aside,
                JsonSerialization.writeValueAsBytes(event),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.DSYNC);
        // A crash here leaves a file that nobody sends: Keycloak has committed, and the gateway finds out by polling.
        Files.move(aside, folder.resolve(name + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void sendForever() {
        Duration pause = firstPause;
        try {
            while (!closed) {
                boolean clear = sendWaiting();
                if (clear) {
                    pause = firstPause;
                    news.acquire();
                } else {
                    news.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                }
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends all that waits, oldest first; false as soon as one attempt failed. */
    private boolean sendWaiting() {
        try {
            for (Path file : waiting()) {
                Delivery delivery = push.send(Files.readAllBytes(file));
                if (delivery == Delivery.FAILED) {
                    return false;
                }
                if (delivery == Delivery.REFUSED) {
                    LOG.errorf("the gateway refused event %s for good", file.getFileName());
                }
                Files.delete(file);
            }
            return true;
        } catch (IOException e) {
            LOG.error("outbox cannot be read", e);
            return false;
        }
    }

    private List<Path> waiting() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        closed = true;
        sender.interrupt();
    }
}
