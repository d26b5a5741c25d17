package org.consentry.mappers.terminology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;

/**
 * The codes of the systems that FHIR R4 publishes whole: HL7's v2 tables and v3 systems, and a few of its own; units,
 * countries and currencies by their grammar. Receivers check these systems, so a code that is none of them must not
 * pretend to be one.
 */
final class KnownCodes {

    private static final String UCUM = "http://unitsofmeasure.org";
    private static final int MOST_UNITS = 10_000;
    private static final Map<String, Boolean> UNITS = new ConcurrentHashMap<>();

    private KnownCodes() {}

    /** True if the system is known whole, and this is none of its codes. */
    static boolean refuses(String system, String code) {
        return switch (system) {
            case UCUM -> !unit(code);
            case "urn:iso:std:iso:3166" -> !Countries.CODES.contains(code);
            case "urn:iso:std:iso:4217" -> !Currencies.CODES.contains(code);
            default -> {
                Set<String> codes = Systems.CODES.get(system);
                yield codes != null && !codes.contains(code);
            }
        };
    }

    static boolean publishes(String system) {
        return Systems.CODES.containsKey(system);
    }

    private static boolean unit(String code) {
        Boolean known = UNITS.get(code);
        if (known == null) {
            known = code.length() < 100 && Units.SERVICE.validate(code) == null;
            if (UNITS.size() < MOST_UNITS) {
                UNITS.put(code, known);
            }
        }
        return known;
    }

    private static final class Units {
        static final UcumEssenceService SERVICE = load();

        private static UcumEssenceService load() {
            try (InputStream in = UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml")) {
                return new UcumEssenceService(in);
            } catch (IOException | UcumException e) {
                throw new IllegalStateException("The units of measure cannot be read", e);
            }
        }
    }

    private static final class Countries {
        static final Set<String> CODES = load();

        private static Set<String> load() {
            Set<String> codes = new HashSet<>(Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2));
            codes.addAll(Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA3));
            return Set.copyOf(codes);
        }
    }

    private static final class Currencies {
        static final Set<String> CODES = Currency.getAvailableCurrencies().stream()
                .map(Currency::getCurrencyCode)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static final class Systems {
        static final Map<String, Set<String>> CODES = load();

        private static Map<String, Set<String>> load() {
            Map<String, Set<String>> systems = new HashMap<>();
            try (InputStream in = KnownCodes.class.getResourceAsStream("/org/consentry/mappers/known-codes.tsv")) {
                String text = new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
                text.lines().forEach(line -> {
                    String[] parts = line.split("\t", -1);
                    systems.put(parts[0], new HashSet<>(Arrays.asList(parts).subList(1, parts.length)));
                });
            } catch (IOException e) {
                throw new UncheckedIOException("The jar is damaged", e);
            }
            return Map.copyOf(systems);
        }
    }
}
