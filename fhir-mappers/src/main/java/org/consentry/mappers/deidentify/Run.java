package org.consentry.mappers.deidentify;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The passage of one resource through its rules: what the treatments need to know. Not for several threads. */
final class Run {
    final LazyOut out;
    final Job job;
    final Pseudonyms pseudonyms;
    final PatientFacts facts;
    final boolean contained;
    final Hindsight hindsight;

    /** Whether the policy's tag has been written. */
    boolean tagged;

    private int shift;

    Run(Job job, LazyOut out, Pseudonyms pseudonyms, PatientFacts facts, boolean contained, Hindsight hindsight) {
        this.job = job;
        this.out = out;
        this.pseudonyms = pseudonyms;
        this.facts = facts;
        this.contained = contained;
        this.hindsight = hindsight;
    }

    Policy policy() {
        return job.policy();
    }

    /** The date as the policy lets it leave, or null. */
    @Nullable
    String date(PartialDate date) {
        if (policy().masksAges() && showsAge(date.year())) {
            return null;
        }
        boolean shifted = policy().dates() == Policy.Dates.SHIFTED && facts.somebody();
        boolean shows = shifted && policy().masksAges() && showsAge(moved(date).year());
        return shows ? null : dateAtAnyAge(date);
    }

    /** As {@link #date}, where the year is known to show no age over 89. */
    @Nullable
    String dateAtAnyAge(PartialDate date) {
        return switch (policy().dates()) {
            case KEPT -> date.toString();
            case YEAR -> date.year4();
            case SHIFTED -> facts.somebody() ? moved(date).toString() : date.year4();
        };
    }

    /** Free text as the policy lets it leave, or null. */
    @Nullable
    String freeText(String text) {
        return switch (policy().text()) {
            case DROPPED -> null;
            case SCRUBBED -> job.rules().scrubber().scrub(text, facts.identity());
            case KEPT -> text;
        };
    }

    /** Any year ninety years back shows that somebody was there ninety years ago. */
    boolean showsAge(int year) {
        return job.asOf().getYear() - year >= 90;
    }

    /** Whether a text holds a word of this patient's names, or two of those that tell nothing alone. */
    boolean namesPatient(String[] lowerCaseWords) {
        Set<String> names = facts.names();
        String first = "";
        if (!names.isEmpty()) {
            for (String word : lowerCaseWords) {
                if (names.contains(word)) {
                    if (Words.tells(word) || !(first.isEmpty() || first.equals(word))) {
                        return true;
                    }
                    first = word;
                }
            }
        }
        return false;
    }

    /** Whether one word is one of this patient's names. */
    boolean namesPatient(String word) {
        Set<String> names = facts.names();
        return !names.isEmpty() && Words.tells(word) && names.contains(word.toLowerCase(Locale.ROOT));
    }

    private PartialDate moved(PartialDate date) {
        if (shift == 0) {
            shift = pseudonyms.shift(facts.id());
        }
        return date.plusDays(shift);
    }
}
