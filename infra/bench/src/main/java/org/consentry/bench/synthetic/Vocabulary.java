package org.consentry.bench.synthetic;

import java.util.List;
import java.util.random.RandomGenerator;

/** The words and codes that synthetic records are made of; codes are as Synthea uses them. */
final class Vocabulary {
    record Coded(String code, String text) {}

    record Measured(String code, String text, String unit, double low, double high, String category) {}

    static final List<String> FAMILIES = List.of(
            "Abbott",
            "Barrows",
            "Carter",
            "Dietrich",
            "Effertz",
            "Feeney",
            "Gleason",
            "Hansen",
            "Jacobs",
            "Kuhn",
            "Lang",
            "Mosciski",
            "Nader",
            "Osinski",
            "Pouros",
            "Quigley",
            "Runte",
            "Schmitt",
            "Turner",
            "Wiegand");
    static final List<String> GIVENS = List.of(
            "Ana", "Bruna", "Celia", "Dora", "Elena", "Farah", "Gina", "Hanna", "Ines", "Judit", "Karin", "Lena",
            "Maria", "Nina", "Olga", "Paula", "Rosa", "Sofia", "Tamara", "Wilma");
    static final List<String> CITIES = List.of("Boston", "Lowell", "Quincy", "Salem", "Worcester", "Springfield");
    static final List<Coded> PROBLEMS = List.of(
            new Coded("44054006", "Diabetes mellitus type 2 (disorder)"),
            new Coded("59621000", "Essential hypertension (disorder)"),
            new Coded("195662009", "Acute viral pharyngitis (disorder)"),
            new Coded("444814009", "Viral sinusitis (disorder)"),
            new Coded("10509002", "Acute bronchitis (disorder)"),
            new Coded("271737000", "Anemia (disorder)"),
            new Coded("162864005", "Body mass index 30+ - obesity (finding)"),
            new Coded("73595000", "Stress (finding)"));
    static final List<Coded> VISITS = List.of(
            new Coded("185345009", "Encounter for symptom (procedure)"),
            new Coded("162673000", "General examination of patient (procedure)"),
            new Coded("185349003", "Encounter for check up (procedure)"));
    static final List<Coded> PROCEDURES = List.of(
            new Coded("430193006", "Medication reconciliation (procedure)"),
            new Coded("710824005", "Assessment of health and social care needs (procedure)"),
            new Coded("171207006", "Depression screening (procedure)"),
            new Coded("117015009", "Throat culture (procedure)"));
    static final List<Coded> DRUGS = List.of(
            new Coded("314076", "lisinopril 10 MG Oral Tablet"),
            new Coded("860975", "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet"),
            new Coded("310798", "hydrochlorothiazide 25 MG Oral Tablet"),
            new Coded("313782", "acetaminophen 325 MG Oral Tablet"));
    static final List<Measured> MEASURES = List.of(
            new Measured("8302-2", "Body Height", "cm", 150, 190, "vital-signs"),
            new Measured("29463-7", "Body Weight", "kg", 50, 110, "vital-signs"),
            new Measured("39156-5", "Body mass index (BMI) [Ratio]", "kg/m2", 18, 38, "vital-signs"),
            new Measured("8867-4", "Heart rate", "/min", 55, 110, "vital-signs"),
            new Measured("9279-1", "Respiratory rate", "/min", 12, 20, "vital-signs"),
            new Measured("2339-0", "Glucose [Mass/volume] in Blood", "mg/dL", 65, 200, "laboratory"),
            new Measured("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 4, 10, "laboratory"),
            new Measured("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", "mg/dL", 120, 280, "laboratory"),
            new Measured("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 10, 17, "laboratory"),
            new Measured(
                    "6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", 3, 12, "laboratory"));

    private Vocabulary() {}

    static <T> T one(List<T> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
