package org.consentry.mappers.deidentify;

import java.time.LocalDate;

/** What all resources of one export share. */
record Job(Policy policy, LocalDate asOf, RuleSet rules, Tally tally) {}
