package org.consentry.gateway.access;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;

/**
 * One patient's record as one grant opens it. A row is visible through a window when all of its parts agree.
 *
 * @param patientId logical id of the Patient whose record this is
 * @param types resource types; empty means every clinical type of the record
 * @param source only what this organization contributed, when present
 * @param from first day of clinical dates that is visible, when present
 * @param to last day of clinical dates that is visible, when present
 * @param withheldLabels codes of {@code meta.security} that hide a row
 * @param basis id of the Consent that opens the window; "self" for the patient's own view
 * @param purposes codes of v3-ActReason for which the window was opened
 */
public record Window(
        String patientId,
        Set<String> types,
        Optional<OrganizationId> source,
        Optional<LocalDate> from,
        Optional<LocalDate> to,
        Set<String> withheldLabels,
        String basis,
        Set<String> purposes) {
    /** The basis of a patient's view of the own record. */
    public static final String SELF = "self";

    public Window {
        purposes = Set.copyOf(purposes);
        types = Set.copyOf(types);
        withheldLabels = Set.copyOf(withheldLabels);
    }

    /** A window whose purpose nobody asks for. */
    public Window(
            String patientId,
            Set<String> types,
            Optional<OrganizationId> source,
            Optional<LocalDate> from,
            Optional<LocalDate> to,
            Set<String> withheldLabels,
            String basis) {
        this(patientId, types, source, from, to, withheldLabels, basis, Set.of());
    }

    /** The patient's own view of the whole record. */
    public static Window self(String patientId) {
        return new Window(patientId, Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), SELF);
    }
}
