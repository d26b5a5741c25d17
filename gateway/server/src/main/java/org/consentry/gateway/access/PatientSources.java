package org.consentry.gateway.access;

import java.util.Map;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;

/** Which organization brought a patient in. */
public interface PatientSources {
    /** The contributing organization of each Patient that is stored; unknown ids are left out. One statement. */
    Map<String, OrganizationId> of(Set<String> patientIds);
}
