package org.consentry.mappers.hl7v2;

import java.util.Locale;
import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;

/** What GOL says of a goal besides what it is: since when, until when, and where it stands. */
final class Goals {

    private static final Set<String> WORDS =
            Set.of("proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "rejected");

    private Goals() {}

    static void more(Segment gol, Goal goal, Mapping mapping) {
        DateType start = mapping.date(gol, 7);
        if (start != null) {
            goal.setStart(start);
        }
        DateType due = mapping.date(gol, 8);
        if (due != null) {
            goal.addTarget().setDue(due);
        }
        mapping.concept(gol, 9, null, goal::addCategory);
        mapping.concept(gol, 16, null, goal::setAchievementStatus);
        Mapping.accept(gol.whole(17), text -> goal.addNote().setText(text));
        // A table of the site's own: FHIR's words are heard, and it is kept as it was sent.
        String life = gol.first(18).peek(1);
        String word = life == null ? "" : life.strip().toLowerCase(Locale.ROOT);
        if (WORDS.contains(word) && goal.getLifecycleStatus() != GoalLifecycleStatus.ENTEREDINERROR) {
            goal.setLifecycleStatus(GoalLifecycleStatus.fromCode(word));
        }
        gol.unread(18);
        DateTimeType since = mapping.time(gol, 19);
        if (since != null) {
            goal.setStatusDateElement(mapping.times.date(gol.text(19)));
            if (since.getValueAsString().length() > 10) {
                gol.unread(19);
            }
        }
    }
}
