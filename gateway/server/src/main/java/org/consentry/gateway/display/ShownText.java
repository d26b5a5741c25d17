package org.consentry.gateway.display;

import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.databind.JsonNode;

/**
 * Texts of a member's that a patient decides by. They are shown as text and never as markup; what could make them read
 * otherwise than they are written (control characters, changes of direction, invisible characters) is refused, and in
 * names that stand in the directory left out.
 */
public final class ShownText {
    private static final int LONGEST = 2_000;

    /** Controls but line breaks and tabs, format characters, and what is no character. */
    private static final Pattern DISGUISING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}&&[^\\n\\r\\t]]");

    private ShownText() {}

    /**
     * Refuses what could be shown as something else.
     *
     * @param place the element all texts of which are looked at
     * @throws Problem UNPROCESSABLE naming the place
     */
    public static void require(String place, JsonNode node) {
        if (node.isString()) {
            String text = node.asString("");
            if (text.length() > LONGEST || DISGUISING.matcher(text).find()) {
                throw Problem.at(
                        ProblemKind.UNPROCESSABLE,
                        place,
                        "texts of at most " + LONGEST + " characters, all of them visible and in one direction");
            }
        }
        for (JsonNode child : node) {
            require(place, child);
        }
    }

    /** The name without what could disguise it. */
    static String name(String text) {
        return DISGUISING.matcher(text).replaceAll("").strip();
    }
}
