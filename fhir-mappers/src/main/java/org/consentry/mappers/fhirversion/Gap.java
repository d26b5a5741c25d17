package org.consentry.mappers.fhirversion;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A value, or an object of values, of the older resource that has no counterpart in its place. */
final class Gap {

    private final Spot owner;
    private final String name;
    private final JsonNode value;
    private final List<Gap> inner = new ArrayList<>(4);
    private boolean met;

    Gap(Spot owner, String name, JsonNode value) {
        this.owner = owner;
        this.name = name;
        this.value = value;
    }

    Spot owner() {
        return owner;
    }

    String name() {
        return name;
    }

    JsonNode value() {
        return value;
    }

    /** The gaps inside, to which more may be added. */
    List<Gap> inner() {
        return inner;
    }

    /** The value is elsewhere in the R4 resource. */
    void met() {
        met = true;
    }

    /** Adds what is lost: whole objects where none of their values was met. */
    void tell(List<Comparison.Lost> lost) {
        if (isWhole()) {
            lost.add(new Comparison.Lost(owner.path(name), name, value, owner.home(), owner.isTop()));
        } else {
            inner.forEach(gap -> gap.tell(lost));
        }
    }

    private boolean isWhole() {
        return value.isContainer() ? !inner.isEmpty() && inner.stream().allMatch(Gap::isWhole) : !met;
    }
}
