package org.consentry.gateway.web.fhir;

import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.primitive.InstantDt;
import ca.uhn.fhir.model.valueset.BundleEntrySearchModeEnum;
import ca.uhn.fhir.model.valueset.BundleEntryTransactionMethodEnum;
import ca.uhn.fhir.rest.annotation.ConditionalUrlParam;
import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.Delete;
import ca.uhn.fhir.rest.annotation.History;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Organization;
import org.jspecify.annotations.Nullable;

/** The smallest store that HAPI's edge can stand on: Organizations in memory, every version kept. */
public final class MemoryProvider implements IResourceProvider {
    private final Map<String, List<Organization>> kept = new LinkedHashMap<>();
    private int last;

    @Override
    public Class<Organization> getResourceType() {
        return Organization.class;
    }

    @Read(version = true)
    public Organization read(@IdParam IdType id) {
        List<Organization> versions = kept.get(id.getIdPart());
        if (versions == null) {
            throw new ResourceNotFoundException(id);
        }
        int version = id.hasVersionIdPart() ? Integer.parseInt(id.getVersionIdPart()) : versions.size();
        if (version < 1 || version > versions.size()) {
            throw new ResourceNotFoundException(id);
        }
        Organization found = versions.get(version - 1);
        if (isDeleted(found)) {
            throw new ResourceGoneException(id);
        }
        return found;
    }

    @Create
    public MethodOutcome create(
            @ResourceParam Organization organization, @ConditionalUrlParam @Nullable String condition) {
        Optional<Organization> there = matching(condition);
        return there.isPresent()
                ? outcome(there.get(), false)
                : store(organization, "made-" + ++last, BundleEntryTransactionMethodEnum.POST);
    }

    @Update
    public MethodOutcome update(
            @IdParam IdType id,
            @ResourceParam Organization organization,
            @ConditionalUrlParam @Nullable String condition) {
        if (condition != null) {
            Optional<Organization> there = matching(condition);
            return store(
                    organization,
                    there.map(o -> o.getIdElement().getIdPart()).orElseGet(() -> "made-" + ++last),
                    BundleEntryTransactionMethodEnum.PUT);
        }
        requireVersion(id);
        return store(organization, id.getIdPart(), BundleEntryTransactionMethodEnum.PUT);
    }

    private void requireVersion(IdType id) {
        List<Organization> versions = kept.getOrDefault(id.getIdPart(), List.of());
        if (id.hasVersionIdPart() && Integer.parseInt(id.getVersionIdPart()) != versions.size()) {
            throw new PreconditionFailedException("another version");
        }
    }

    @Delete
    public MethodOutcome delete(@IdParam IdType id, @ConditionalUrlParam @Nullable String condition) {
        if (condition == null) {
            requireVersion(id);
        }
        Optional<String> target = condition == null
                ? Optional.of(id.getIdPart())
                : matching(condition).map(o -> o.getIdElement().getIdPart());
        target.filter(kept::containsKey).ifPresent(it -> {
            Organization gone = new Organization();
            store(gone, it, BundleEntryTransactionMethodEnum.DELETE);
            ResourceMetadataKeyEnum.DELETED_AT.put(gone, InstantDt.withCurrentTime());
        });
        return new MethodOutcome();
    }

    @Search
    public List<Organization> search(
            @OptionalParam(name = "_id") @Nullable TokenParam id,
            @OptionalParam(name = "name") @Nullable StringParam name) {
        return current().stream()
                .filter(o -> id == null || o.getIdElement().getIdPart().equals(id.getValue()))
                .filter(o -> name == null
                        || (o.hasName()
                                && o.getName()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .startsWith(name.getValue())))
                .map(MemoryProvider::asMatch)
                .toList();
    }

    private static Organization asMatch(Organization organization) {
        Organization copy = organization.copy();
        ResourceMetadataKeyEnum.ENTRY_SEARCH_MODE.put(copy, BundleEntrySearchModeEnum.MATCH);
        ResourceMetadataKeyEnum.ENTRY_TRANSACTION_METHOD.put(copy, null);
        return copy;
    }

    @History
    public List<Organization> history(@IdParam IdType id) {
        List<Organization> versions = kept.get(id.getIdPart());
        if (versions == null) {
            throw new ResourceNotFoundException(id);
        }
        return List.copyOf(versions.reversed());
    }

    @History
    public List<Organization> history() {
        List<Organization> all = new ArrayList<>();
        kept.values().forEach(all::addAll);
        return all.reversed();
    }

    private List<Organization> current() {
        return kept.values().stream()
                .map(List::getLast)
                .filter(o -> !isDeleted(o))
                .toList();
    }

    /** Conditions of these tests ask for one name. */
    private Optional<Organization> matching(@Nullable String condition) {
        if (condition == null) {
            return Optional.empty();
        }
        String name = condition.substring(condition.indexOf('=') + 1);
        return current().stream()
                .filter(o -> name.equalsIgnoreCase(o.getName()))
                .findFirst();
    }

    private static boolean isDeleted(Organization organization) {
        return ResourceMetadataKeyEnum.DELETED_AT.get(organization) != null;
    }

    private MethodOutcome store(Organization organization, String id, BundleEntryTransactionMethodEnum method) {
        List<Organization> versions = kept.computeIfAbsent(id, it -> new ArrayList<>());
        boolean created = versions.isEmpty() || isDeleted(versions.getLast());
        String version = Integer.toString(versions.size() + 1);
        organization.setId(new IdType("Organization", id, version));
        organization.getMeta().setVersionId(version).setLastUpdatedElement(InstantType.withCurrentTime());
        organization.getMeta().setSource("urn:consentry:member:hospital-a");
        ResourceMetadataKeyEnum.ENTRY_TRANSACTION_METHOD.put(
                organization,
                created && method == BundleEntryTransactionMethodEnum.PUT
                        ? BundleEntryTransactionMethodEnum.POST
                        : method);
        versions.add(organization);
        return outcome(organization, created);
    }

    private static MethodOutcome outcome(Organization organization, boolean created) {
        return new MethodOutcome(organization.getIdElement(), created).setResource(organization);
    }
}
