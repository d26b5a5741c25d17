package org.consentry.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.consentry.bench.sharing.Stack;

/** Looks at a gateway's heap every second, for as long as something goes on. */
final class HeapWatch {
    private static final long EVERY_MILLIS = 1_000;

    private final Optional<Stack> stack;
    private final Thread thread;
    private volatile double before = -1;
    private volatile double most = -1;

    private HeapWatch(Optional<Stack> stack) {
        this.stack = stack;
        this.thread = Thread.ofVirtual().unstarted(this::watch);
    }

    /** Begins to look, where the stack's operator may. */
    static HeapWatch of(Optional<Path> stack) throws IOException {
        HeapWatch watch = new HeapWatch(stack.isPresent() ? Optional.of(new Stack(stack.get())) : Optional.empty());
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try {
            while (stack.isPresent()) {
                double now = stack.get().heap();
                before = before < 0 ? now : before;
                most = Math.max(most, now);
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was seen; looks no longer. */
    String told() throws InterruptedException {
        thread.interrupt();
        thread.join();
        return most < 0
                ? "the gateway's heap cannot be read"
                : "the gateway's heap: %.0f MB before, at most %.0f MB".formatted(before, most);
    }
}
