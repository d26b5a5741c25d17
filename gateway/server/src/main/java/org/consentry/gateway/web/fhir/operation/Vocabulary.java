package org.consentry.gateway.web.fhir.operation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.Parameters;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;

/**
 * What one caller knows of codes while it asks one question: what is stored here and shown to it, by URL; then R4's own
 * and what the packages bring.
 */
final class Vocabulary implements IValidationSupport {
    /** Stored resources that one question may lead to: value sets name others. */
    private static final int MOST = 50;

    /** How often one question may ask for them: value sets name others twice, and these others. */
    private static final int MOST_ASKED = 300;

    private final Vocabularies vocabularies;
    private final FhirCall call;
    private final IValidationSupport all;
    private final Map<String, Optional<IBaseResource>> stored = new HashMap<>();
    private int asked;

    Vocabulary(Vocabularies vocabularies, FhirCall call) {
        this.vocabularies = vocabularies;
        this.call = call;
        this.all = vocabularies.validation().terminology(this);
    }

    /** All that is known. */
    IValidationSupport all() {
        return all;
    }

    ValidationSupportContext context() {
        return new ValidationSupportContext(all);
    }

    /** What an operation is about: the resource that the URL names, the one in the body, or what has the canonical URL. */
    <T extends IBaseResource> T about(Class<T> kind, Parameters body, String inBody) {
        Optional<byte[]> sent = body.resource(inBody);
        if (call.id().isPresent()) {
            return read(kind, vocabularies.disclosures().current(call).json());
        }
        if (sent.isPresent()) {
            return read(kind, sent.get());
        }
        return named(kind, Terms.required(call, body, "url"))
                .orElseThrow(() -> Problem.at(ProblemKind.NOT_FOUND, "url", "not known here"));
    }

    /** What has a canonical URL. */
    <T extends IBaseResource> Optional<T> named(Class<T> kind, String url) {
        IBaseResource found =
                switch (kind.getSimpleName()) {
                    case "ValueSet" -> all.fetchValueSet(url);
                    case "CodeSystem" -> all.fetchCodeSystem(url);
                    default -> stored(kind.getSimpleName(), url);
                };
        return Optional.ofNullable(found).filter(kind::isInstance).map(kind::cast);
    }

    private <T extends IBaseResource> T read(Class<T> kind, byte[] json) {
        try {
            return vocabularies.context().newJsonParser().parseResource(kind, new String(json, StandardCharsets.UTF_8));
        } catch (ca.uhn.fhir.parser.DataFormatException e) {
            throw Problem.of(ProblemKind.UNPROCESSABLE, "It is not a " + kind.getSimpleName() + " of R4");
        }
    }

    @Override
    public @Nullable IBaseResource fetchValueSet(String url) {
        return stored("ValueSet", url);
    }

    @Override
    public @Nullable IBaseResource fetchCodeSystem(String url) {
        return stored("CodeSystem", url);
    }

    private @Nullable IBaseResource stored(String type, String url) {
        if (++asked > MOST_ASKED || stored.size() > MOST) {
            throw Problem.at(ProblemKind.TOO_COSTLY, "url", "this leads to too many others");
        }
        return stored.computeIfAbsent(type + " " + url, key -> find(type, url)).orElse(null);
    }

    private Optional<IBaseResource> find(String type, String url) {
        int bar = url.indexOf('|');
        String query = "url=" + QueryText.of(bar < 0 ? url : url.substring(0, bar))
                + (bar < 0 ? "" : "&version=" + QueryText.of(url.substring(bar + 1))) + "&_sort=-_lastUpdated";
        ReadIntent intent = Disclosures.searching(type, Optional.empty());
        Visibility visibility = vocabularies.disclosures().visibility(call, intent);
        List<StoredVersion> found = vocabularies.records().search(type, query, visibility, 1);
        if (!found.isEmpty()) {
            vocabularies.disclosures().log(call, intent, found, visibility);
        }
        return found.stream()
                .findFirst()
                .map(version -> read(
                        vocabularies.context().getResourceDefinition(type).getImplementingClass(), version.json()));
    }

    @Override
    public FhirContext getFhirContext() {
        return vocabularies.context();
    }
}
