package org.consentry.gateway.export.extract;

import java.util.Set;
import java.util.function.Predicate;

/** Whose resources a job may hold, by what patients decided. Asked when the job begins, and as long as its files are there. */
public interface Release {
    /**
     * Tells who is in now.
     *
     * @param clientId who will get the files
     * @param policy name of the policy they are de-identified by
     */
    Patients patients(String clientId, String policy);

    /**
     * Who is in.
     *
     * @param included tells it of a logical id
     * @param consenting logical ids of those who are in because they said yes; empty where nobody has to
     */
    record Patients(Predicate<String> included, Set<String> consenting) {
        public Patients {
            consenting = Set.copyOf(consenting);
        }
    }
}
