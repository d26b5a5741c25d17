package org.consentry.gateway.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * HAPI's validator over R4 and the packages of {@link ValidationSettings#packages()}. The definitions take seconds and
 * some 200 MB to load, so they are loaded by the first who asks. May be called by many threads.
 */
@Component
public class Validation {
    private final FhirContext context;
    private final ValidationSettings settings;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile @Nullable Loaded loaded;

    private record Loaded(IValidationSupport definitions, IValidationSupport support, FhirValidator validator) {}

    Validation(FhirContext context, ValidationSettings settings) {
        this.context = context;
        this.settings = settings;
    }

    /**
     * What is to be said about a resource, errors and warnings, in no order.
     *
     * @param profile the canonical URL of a profile it must conform to besides those it names itself
     */
    public List<Finding> of(byte[] json, Optional<String> profile) {
        ValidationOptions options = new ValidationOptions();
        profile.ifPresent(options::addProfile);
        return loaded()
                .validator()
                .validateWithResult(new String(json, StandardCharsets.UTF_8), options)
                .getMessages()
                .stream()
                .map(Validation::finding)
                .toList();
    }

    /** Whether the definition of a profile is known. */
    public boolean knows(String profile) {
        return loaded().support().fetchStructureDefinition(profile) != null;
    }

    /** Code systems and value sets that are known. */
    public IValidationSupport terminology() {
        return loaded().support();
    }

    /**
     * The same with what one caller knows besides, which comes first. It is for one question: nothing of it is remembered,
     * because others know other things.
     */
    public IValidationSupport terminology(IValidationSupport besides) {
        return new ValidationSupportChain(
                ValidationSupportChain.CacheConfiguration.disabled(),
                besides,
                loaded().definitions(),
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context));
    }

    private static Finding finding(SingleValidationMessage message) {
        return new Finding(
                message.getSeverity() == null
                        ? "information"
                        : message.getSeverity().getCode(),
                Optional.ofNullable(message.getLocationString()).orElse(""),
                Optional.ofNullable(message.getMessage()).orElse(""));
    }

    private Loaded loaded() {
        Loaded there = loaded;
        if (there != null) {
            return there;
        }
        loading.lock();
        try {
            Loaded made = loaded;
            if (made == null) {
                made = load();
                loaded = made;
            }
            return made;
        } finally {
            loading.unlock();
        }
    }

    private Loaded load() {
        List<IValidationSupport> defined =
                new ArrayList<>(List.of(new DefaultProfileValidationSupport(context), own()));
        settings.packages().ifPresent(folder -> defined.add(packages(folder)));
        List<IValidationSupport> parts = new ArrayList<>(defined);
        parts.add(new CommonCodeSystemsTerminologyService(context));
        parts.add(new InMemoryTerminologyServerValidationSupport(context));
        parts.add(new SnapshotGeneratingValidationSupport(context));
        ValidationSupportChain chain = new ValidationSupportChain(parts);
        FhirInstanceValidator instance = new FhirInstanceValidator(chain);
        instance.setAnyExtensionsAllowed(true);
        return new Loaded(
                new ValidationSupportChain(defined),
                chain,
                context.newValidator().registerValidatorModule(instance));
    }

    /** The gateway's own profile of a patient who registered. */
    private IValidationSupport own() {
        PrePopulatedValidationSupport own = new PrePopulatedValidationSupport(context);
        try (InputStream in = Validation.class.getResourceAsStream("/profile/patient.json")) {
            own.addStructureDefinition(context.newJsonParser().parseResource(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return own;
    }

    private IValidationSupport packages(Path folder) {
        PrePopulatedValidationSupport known = new PrePopulatedValidationSupport(context);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".tgz")).sorted().toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    Packages.read(in, context, known);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return known;
    }
}
