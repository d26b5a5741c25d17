package org.consentry.gateway.record.definition;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/** A parameter or modifier that is not known here: a refusal, which lenient handling turns into a warning. */
public final class NotUnderstood extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Parameters of every type that are no rows of the definitions. */
    public static final List<String> ALWAYS =
            List.of("_id", "_lastUpdated", "_text", "_content", "_list", "_filter", "_has");

    private final String name;
    private final Problem problem;

    private NotUnderstood(String name, String message) {
        super(null, null, false, false);
        this.name = shown(name);
        this.problem = Problem.at(ProblemKind.NOT_SUPPORTED, this.name, message);
    }

    /** A parameter that is not among the valid ones. */
    public static NotUnderstood parameter(String name, Collection<String> valid) {
        TreeSet<String> all = new TreeSet<>(ALWAYS);
        all.addAll(valid);
        return new NotUnderstood(name, "unknown search parameter; supported are " + String.join(", ", all));
    }

    /** A modifier that the parameter does not have. */
    public static NotUnderstood modifier(String parameter, String modifier, Collection<String> valid) {
        TreeSet<String> all = new TreeSet<>(valid);
        all.remove("");
        return new NotUnderstood(
                parameter + ":" + modifier, "this modifier is not supported here; supported are " + all);
    }

    /** A value that names something unknown, such as a sort key. */
    public static NotUnderstood value(String parameter, String message) {
        return new NotUnderstood(parameter, message);
    }

    /** Names come from the client: only what looks like one is shown. */
    private static String shown(String name) {
        return name.length() > 64 || !name.matches("[\\w\\-.:]*") ? "…" : name;
    }

    public String name() {
        return name;
    }

    public Problem problem() {
        return problem;
    }
}
