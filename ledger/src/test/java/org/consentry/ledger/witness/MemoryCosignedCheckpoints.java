package org.consentry.ledger.witness;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.consentry.ledger.note.SignedCheckpoint;

/** A witness's memory without a disk, which can be made to fail. */
final class MemoryCosignedCheckpoints implements CosignedCheckpoints {
    private final Map<String, SignedCheckpoint> latest = new ConcurrentHashMap<>();
    private volatile boolean full;

    void fillDisk() {
        full = true;
    }

    @Override
    public Optional<SignedCheckpoint> latest(String origin) {
        return Optional.ofNullable(latest.get(origin));
    }

    @Override
    public void remember(SignedCheckpoint checkpoint) throws IOException {
        if (full) {
            throw new IOException("no space left");
        }
        latest.put(checkpoint.checkpoint().origin(), checkpoint);
    }
}
