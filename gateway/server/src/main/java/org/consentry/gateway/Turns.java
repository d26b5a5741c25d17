package org.consentry.gateway;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds how many of one name do something at the same time: who would be one too many is told so at once and waits for
 * nobody. Names that do nothing are forgotten. All methods may be called at the same time.
 */
public final class Turns {
    private static final String EVERYBODY = "";

    private final int most;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    /** @param most how many of one name */
    public Turns(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("there must be a turn to take");
        }
        this.most = most;
    }

    /** A turn of that name; empty when all are taken. */
    public Optional<Turn> take(String name) {
        Turn turn = new Turn(name);
        taken.compute(name, (same, held) -> {
            int before = held == null ? 0 : held;
            turn.held = before < most;
            return turn.held ? before + 1 : before;
        });
        return turn.held ? Optional.of(turn) : Optional.empty();
    }

    /** A turn where all are of one name. */
    public Optional<Turn> take() {
        return take(EVERYBODY);
    }

    /** Whether nobody has a turn. */
    public boolean areFree() {
        return taken.isEmpty();
    }

    /** A place among others, until it is closed; closing it again changes nothing. Of one thread at a time. */
    public final class Turn implements AutoCloseable {
        private final String name;
        private boolean held;

        private Turn(String name) {
            this.name = name;
        }

        @Override
        public void close() {
            if (held) {
                held = false;
                taken.computeIfPresent(name, (same, count) -> count > 1 ? Integer.valueOf(count - 1) : null);
            }
        }
    }
}
