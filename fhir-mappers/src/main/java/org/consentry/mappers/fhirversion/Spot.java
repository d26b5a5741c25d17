package org.consentry.mappers.fhirversion;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A place in the older resource, in the R4 one, or in both. */
final class Spot {

    private final @Nullable Spot around;
    private final String name;
    private final @Nullable ObjectNode older;
    private final @Nullable ObjectNode r4;
    private @Nullable Spot counterpart;

    Spot(@Nullable Spot around, String name, @Nullable ObjectNode older, @Nullable ObjectNode r4) {
        this.around = around;
        this.name = name;
        this.older = older;
        this.r4 = r4;
    }

    String name() {
        return name;
    }

    /** Whether this is the resource itself. */
    boolean isTop() {
        return around == null;
    }

    ObjectNode older() {
        return Objects.requireNonNull(older);
    }

    ObjectNode r4() {
        return Objects.requireNonNull(r4);
    }

    /** The R4 side; null if it is not known. */
    @Nullable
    Spot counterpart() {
        return r4 == null ? counterpart : this;
    }

    /** Objects around values that met are the same, and so are those around them. */
    void meet(Spot found) {
        Spot here = this;
        Spot there = found;
        while (here != null && there != null && here.counterpart() == null && there.older == null) {
            here.counterpart = there;
            here = here.around;
            there = there.around;
        }
    }

    /** The path in the older version of an element here. */
    String path(String element) {
        String type = older().path("resourceType").asString("");
        return (around == null || !type.isEmpty() ? type : around.path(name)) + "." + element;
    }

    /** The nearest element of R4's that this is in, and that may have extensions: one that is an extension has none. */
    ObjectNode home() {
        Spot here = this;
        while (here.counterpart() == null && here.around != null) {
            here = here.around;
        }
        Spot home = Objects.requireNonNull(here.counterpart());
        while (home.around != null && (home.name.equals("extension") || home.name.equals("modifierExtension"))) {
            home = home.around;
        }
        return home.r4();
    }
}
