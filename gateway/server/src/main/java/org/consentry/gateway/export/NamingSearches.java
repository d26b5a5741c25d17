package org.consentry.gateway.export;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/** Searches that name a person. Who asks by one knows who is found: whatever the answer, it is about that person. */
public final class NamingSearches {
    private static final Pattern NAMING = Pattern.compile("(?:.*[.:])?(?:name|given|family|phonetic|identifier|telecom|"
            + "phone|email|address(?:-[a-z]+)?|birthdate|death-date|_text|_content|_filter)(?::[a-z-]+)?");
    private static final Set<String> PEOPLE = Set.of("Patient", "Person", "RelatedPerson");

    private NamingSearches() {}

    /**
     * Refuses a search that names a person. A filter is refused whatever it says: it has a grammar of its own in which
     * any parameter may be named.
     *
     * @param place the parameter that holds it, for the client
     * @param query percent-encoded as it came, and known to be well-formed
     * @throws Problem FORBIDDEN
     */
    public static void refuse(String place, String type, String query) {
        for (String part : query.split("&", -1)) {
            String name = URLDecoder.decode(part.substring(0, Math.max(0, part.indexOf('='))), StandardCharsets.UTF_8);
            if (NAMING.matcher(name).matches() && isPerson(type, name)) {
                throw Problem.at(ProblemKind.FORBIDDEN, place, "searches that name a person are not for analysts");
            }
        }
    }

    /** A name or an address of an organization is nobody's; what a chain or a reference leads to may be the patient's. */
    private static boolean isPerson(String type, String name) {
        return name.contains(".")
                || name.contains("_has")
                || name.startsWith("_")
                || name.endsWith(":identifier")
                || PEOPLE.contains(type);
    }
}
