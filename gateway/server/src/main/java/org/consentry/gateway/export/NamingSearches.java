package org.consentry.gateway.export;

import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/** Searches that name a person. Who asks by one knows who is found: whatever the answer, it is about that person. */
public final class NamingSearches {
    private static final Pattern NAMING = Pattern.compile("(?:.*[.:])?(?:name|given|family|phonetic|identifier|telecom|"
            + "phone|email|address(?:-[a-z]+)?|birthdate|death-date|_text|_content)(?::[a-z-]+)?");
    private static final Set<String> PEOPLE = Set.of("Patient", "Person", "RelatedPerson");

    private NamingSearches() {}

    /**
     * Refuses a search that names a person.
     *
     * @param place the parameter that holds it, for the client
     * @throws Problem FORBIDDEN
     */
    public static void refuse(String place, String type, String query) {
        for (String part : query.split("&", -1)) {
            String name = part.substring(0, Math.max(0, part.indexOf('=')));
            if (NAMING.matcher(name).matches() && isPerson(type, name)) {
                throw Problem.at(ProblemKind.FORBIDDEN, place, "searches that name a person are not for analysts");
            }
        }
    }

    /** A name or an address of an organization is nobody's; one that a chain leads to may be the patient's. */
    private static boolean isPerson(String type, String name) {
        return name.contains(".") || name.contains("_has") || name.startsWith("_") || PEOPLE.contains(type);
    }
}
