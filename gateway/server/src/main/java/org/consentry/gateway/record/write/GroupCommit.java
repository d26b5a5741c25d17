package org.consentry.gateway.record.write;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/*
 * Small works that wait at the same moment are done together.
 *
 * A create that comes alone costs PostgreSQL three round trips and a wait for the disk. Twenty that share a transaction cost
 * it little more, and wait for the disk once. Nobody waits for company: whoever finds a free place begins, by itself if it
 * is alone, and who comes meanwhile gathers. Whoever ends hands its place to the first that waits, which takes along what
 * has gathered. So a quiet gateway answers as fast as it can, and a busy one makes groups as large as it is behind.
 *
 * What fails in company is repeated alone, by the thread that brought it and without a place: one work that cannot be done
 * spoils nothing for others, and one that waits for somebody's lock keeps them no longer than the group's own patience. A
 * result is handed out after the group's commit only.
 *
 * The threads are the callers' own. There is no other that could die and leave them waiting, and whatever a leader throws
 * sends each home to do its work alone.
 */
/**
 * Does works in groups.
 *
 * @param <W> a work
 * @param <R> its result
 */
final class GroupCommit<W, R> {
    private static final int MOST = 32;

    /** One thread does a group's work: more than this would be done sooner by two. */
    private static final int HEAVIEST = 256;

    /** How works are done. */
    interface Doing<W, R> {
        /** Does all of them durably or none. What it throws makes each be done alone. */
        List<R> together(List<W> works);

        /** Does one durably. */
        R alone(W work);

        /** Whether two must not be done together: they change the same thing. */
        boolean collide(W one, W other);

        /** What a work costs, in units of the smallest. */
        int weight(W work);
    }

    /** What a member is told. */
    private sealed interface Turn<W, R> {
        record Lead<W, R>(List<Member<W, R>> group) implements Turn<W, R> {}

        record Done<W, R>(R result) implements Turn<W, R> {}

        record Alone<W, R>() implements Turn<W, R> {}
    }

    /** Somebody with a work; {@code turn} is told it once, by whoever leads or hands on a place. */
    private record Member<W, R>(W work, CompletableFuture<Turn<W, R>> turn) {}

    private final Doing<W, R> doing;
    private final int places;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Member<W, R>> waiting = new ArrayDeque<>();
    private int taken;

    /** @param places groups that are done at the same time */
    GroupCommit(Doing<W, R> doing, int places) {
        this.doing = doing;
        this.places = places;
    }

    /** Does a work, maybe with others', and returns when it is durable. Throws what doing it alone throws. */
    R commit(W work) {
        Member<W, R> own = new Member<>(work, new CompletableFuture<>());
        Turn<W, R> turn =
                enter(own) ? new Turn.Lead<>(List.of(own)) : own.turn().join();
        return switch (turn) {
            case Turn.Lead<W, R> lead -> lead(lead.group());
            case Turn.Done<W, R> done -> done.result();
            case Turn.Alone<W, R> alone -> doing.alone(work);
        };
    }

    /** Takes a place, or queues. */
    private boolean enter(Member<W, R> own) {
        lock.lock();
        try {
            boolean free = taken < places;
            if (free) {
                taken++;
            } else {
                waiting.add(own);
            }
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Does a group's works; the first is the caller's own. */
    private R lead(List<Member<W, R>> group) {
        List<R> results = List.of();
        try {
            results = doing.together(group.stream().map(Member::work).toList());
        } catch (RuntimeException e) {
            // Not lost: what is wrong with one's own work is told when it is done alone.
        } finally {
            tell(group, results);
            handOn();
        }
        return results.isEmpty() ? doing.alone(group.getFirst().work()) : results.getFirst();
    }

    private void tell(List<Member<W, R>> group, List<R> results) {
        for (int i = 1; i < group.size(); i++) {
            group.get(i).turn().complete(results.isEmpty() ? new Turn.Alone<>() : new Turn.Done<>(results.get(i)));
        }
    }

    private void handOn() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                taken--;
            } else {
                List<Member<W, R>> group = gather();
                group.getFirst().turn().complete(new Turn.Lead<>(group));
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Member<W, R>> gather() {
        List<Member<W, R>> group = new ArrayList<>();
        int weight = 0;
        Iterator<Member<W, R>> queue = waiting.iterator();
        while (queue.hasNext() && group.size() < MOST && weight < HEAVIEST) {
            Member<W, R> next = queue.next();
            if (group.stream().noneMatch(member -> doing.collide(member.work(), next.work()))) {
                queue.remove();
                group.add(next);
                weight += doing.weight(next.work());
            }
        }
        return group;
    }
}
