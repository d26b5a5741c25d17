package org.consentry.gateway.export.extract;

import java.util.function.Predicate;

/** Whose resources a job may hold, by what patients decided. Asked when the job begins. */
public interface Release {
    /**
     * Tells of a patient's logical id whether the patient is in.
     *
     * @param clientId who will get the files
     * @param policy name of the policy they are de-identified by
     */
    Predicate<String> patients(String clientId, String policy);
}
