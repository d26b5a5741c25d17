package org.consentry.gateway.web.proof;

import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;

/** Numbers of a query, in their only spelling. */
final class Numbers {
    private Numbers() {}

    /** An index from 0. @throws Problem MALFORMED naming the parameter */
    static long index(String name, @Nullable String text, long otherwise) {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("0|[1-9][0-9]{0,18}")) {
            throw Problem.at(ProblemKind.MALFORMED, name, "a whole number from 0, without sign or leading zeros");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException beyondLong) {
            throw Problem.at(ProblemKind.MALFORMED, name, "at most " + Long.MAX_VALUE);
        }
    }

    /** How many are wanted. @throws Problem MALFORMED naming the parameter */
    static int count(String name, @Nullable String text, int otherwise, int most) {
        long count = index(name, text, otherwise);
        if (count < 1 || count > most) {
            throw Problem.at(ProblemKind.MALFORMED, name, "1 to " + most);
        }
        return (int) count;
    }
}
