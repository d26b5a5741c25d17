package org.consentry.gateway.shape;

import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;

/** Where in a resource, as a chain that becomes text only when there is something to say. */
record Place(@Nullable Place parent, String step, int index) {
    private static final int LONGEST_NAME = 64;
    private static final int NONE = -1;

    static Place of(String resource) {
        return new Place(null, resource, NONE);
    }

    Place field(String name) {
        return new Place(this, name, NONE);
    }

    Place index(int at) {
        return new Place(this, "", at);
    }

    /** Names come from the client: only what looks like one is shown. */
    private static String shown(String name) {
        boolean plain = name.length() <= LONGEST_NAME && name.chars().allMatch(c -> c < 128 && Character.isLetter(c));
        return plain ? name : "…";
    }

    Problem problem(String rule) {
        return Problem.at(ProblemKind.MALFORMED, toString(), rule);
    }

    @Override
    public String toString() {
        if (parent == null) {
            return step;
        }
        return index == NONE ? parent + "." + shown(step) : parent + "[" + index + "]";
    }
}
