package org.consentry.gateway.access;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;

/**
 * One patient's record as one grant opens it: what the grant permits, less what it excepts.
 *
 * @param patientId logical id of the Patient whose record this is
 * @param permitted the part that is open; without types every clinical type of the record
 * @param except parts of it that stay closed
 * @param basis id of the Consent that opens the window; "self" for the patient's own view
 * @param purposes codes of v3-ActReason for which the window was opened
 */
public record Window(String patientId, Slice permitted, List<Slice> except, String basis, Set<String> purposes) {
    /** The basis of a patient's view of the own record. */
    public static final String SELF = "self";

    private static final String PROXY = "proxy";

    /** Codes of confidentiality and of sensitivity that stay between the patient and who treats her. */
    private static final Set<String> CONFIDENTIAL =
            Set.of("R", "V", "ETH", "HIV", "PSY", "SDV", "SEX", "STD", "SUD", "BH", "GDIS", "TBOO", "SPI");

    public Window {
        except = List.copyOf(except);
        purposes = Set.copyOf(purposes);
    }

    /** A window whose purpose nobody asks for; {@code withheldLabels} are codes of {@code meta.security}. */
    public Window(
            String patientId,
            Set<String> types,
            Optional<OrganizationId> source,
            Optional<LocalDate> from,
            Optional<LocalDate> to,
            Set<String> withheldLabels,
            String basis) {
        this(
                patientId,
                new Slice(types, Set.of(), Set.of(), Set.of(), Set.of(), source, from, to),
                withheld(withheldLabels),
                basis,
                Set.of());
    }

    /** The patient's own view of the whole record. */
    public static Window self(String patientId) {
        return new Window(patientId, Slice.ALL, List.of(), SELF, Set.of());
    }

    /** A proxy's view: the record without what is confidential, and what waits for an answer. */
    public static List<Window> proxy(String patientId) {
        return List.of(
                new Window(patientId, Slice.ALL, withheld(CONFIDENTIAL), PROXY, Set.of()),
                new Window(patientId, Slice.ofTypes(Set.of("Consent", "Task")), List.of(), PROXY, Set.of()));
    }

    /** The Consent that opens it, when it is one. */
    public Optional<String> consent() {
        return basis.equals(SELF) || basis.equals(PROXY) ? Optional.empty() : Optional.of(basis);
    }

    /** Resource types; empty means every clinical type of the record. */
    public Set<String> types() {
        return permitted.types();
    }

    /** Whether it is the patient's own view. */
    public boolean isSelf() {
        return basis.equals(SELF);
    }

    static List<Slice> withheld(Set<String> labels) {
        List<Slice> slices = new ArrayList<>();
        labels.stream()
                .sorted()
                .forEach(label -> slices.add(new Slice(
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(label),
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())));
        return slices;
    }
}
