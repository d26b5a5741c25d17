package org.consentry.gateway.web.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.consentry.gateway.attachment.Delivery;
import org.consentry.gateway.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The stored copy, asked for while the claim is still being put down: the store and the database's disk are waited for at
 * the same time. Nothing of it leaves before the claim stands; what is not taken is closed.
 */
final class Opening implements AutoCloseable {
    private final Function<Delivery, InputStream> store;
    private @Nullable CompletableFuture<InputStream> copy;

    Opening(Function<Delivery, InputStream> store) {
        this.store = store;
    }

    /** Called at most once, by whoever has just become the only one who fetches. */
    void begin(Delivery delivery) {
        CompletableFuture<InputStream> asked = new CompletableFuture<>();
        copy = asked;
        Thread.ofVirtual().name("opening").start(() -> {
            try {
                asked.complete(store.apply(delivery));
            } catch (RuntimeException | Error e) {
                asked.completeExceptionally(e);
            }
        });
    }

    /** The copy, which is the caller's to close from now on. @throws Problem when the store is away */
    InputStream taken() {
        CompletableFuture<InputStream> mine = copy;
        if (mine == null) {
            throw new IllegalStateException("nothing was claimed");
        }
        copy = null;
        try {
            return mine.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Problem problem ? problem : e;
        }
    }

    @Override
    public void close() {
        CompletableFuture<InputStream> left = copy;
        if (left != null) {
            CompletableFuture<Void> unused = left.thenAccept(Opening::leave);
        }
    }

    private static void leave(InputStream copy) {
        try {
            copy.close();
        } catch (IOException e) {
            // It was for nobody.
        }
    }
}
