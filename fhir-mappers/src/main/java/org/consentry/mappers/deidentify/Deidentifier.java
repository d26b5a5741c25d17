package org.consentry.mappers.deidentify;

import java.time.LocalDate;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One export's passage from identified to de-identified resources. Make one per job; use it from as
 * many threads as you like. The same resource under the same policy and key gives the same bytes.
 *
 * <p>Fields are treated while they are read, so what is dropped is never built.
 */
public final class Deidentifier {
    private final Job job;
    private final ProjectKey key;
    private final Queue<Pseudonyms> idle = new ConcurrentLinkedQueue<>();

    private Deidentifier(Job job, ProjectKey key) {
        this.job = job;
        this.key = key;
    }

    /**
     * A de-identifier with the shipped rules.
     *
     * @param asOf the day of the export, against which ages are counted
     */
    public static Deidentifier of(Policy policy, ProjectKey key, LocalDate asOf) {
        return of(policy, key, asOf, RuleSet.shipped());
    }

    static Deidentifier of(Policy policy, ProjectKey key, LocalDate asOf, RuleSet rules) {
        return new Deidentifier(new Job(policy, asOf, rules, new Tally(rules)), key);
    }

    /**
     * Takes the person out of one resource.
     *
     * @param resource UTF-8 JSON; a Bundle brings its own patients' facts and may hold Bundles
     * @param patient whose resource it is, {@link PatientFacts#NOBODY} for shared ones
     */
    public Outcome apply(byte[] resource, PatientFacts patient) {
        Pseudonyms borrowed = idle.poll();
        Pseudonyms pseudonyms = borrowed == null ? new Pseudonyms(key) : borrowed;
        try {
            return new Passage(job, pseudonyms).of(resource, patient);
        } finally {
            idle.add(pseudonyms);
        }
    }

    /** The id that a resource of this id gets. */
    public String pseudonym(String id) {
        return new Pseudonyms(key).id(id);
    }

    /** The policy at work. */
    public Policy policy() {
        return job.policy();
    }

    /** What was kept and dropped so far. */
    public DropReport report() {
        return job.tally().report();
    }
}
