package org.consentry.gateway.sharing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Paper;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;

/** Just enough of a record to ask what a window shows: patient and type. */
final class MemoryRecords implements Records {
    private final Map<ResourceId, StoredVersion> versions = new ConcurrentHashMap<>();

    void hold(StoredVersion version) {
        versions.put(version.id(), version);
    }

    @Override
    public Optional<StoredVersion> current(ResourceId id, Visibility visibility) {
        return Optional.ofNullable(versions.get(id)).filter(version -> isVisible(version, visibility));
    }

    private static boolean isVisible(StoredVersion version, Visibility visibility) {
        return switch (visibility) {
            case Visibility.Everything everything -> true;
            case Visibility.Limited limited -> limited.windows().stream().anyMatch(window -> shows(window, version));
        };
    }

    private static boolean shows(Window window, StoredVersion version) {
        return version.patientId().equals(Optional.of(window.patientId()))
                && (window.types().isEmpty()
                        || window.types().contains(version.id().type()));
    }

    @Override
    public void mark(String name, Map<String, List<String>> queries) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unmark(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<ResourceId> present(java.util.Collection<ResourceId> ids) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoredVersion> version(ResourceId id, long version, Visibility visibility) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<StoredVersion> search(String type, String query, Visibility visibility, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void keep(List<Paper> papers, boolean survivesPowerCut) {
        throw new UnsupportedOperationException();
    }

    @Override
    public org.consentry.gateway.statement.Part rows(List<Paper> papers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Paper> takeBack(java.util.Collection<String> ids) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<StoredVersion> write(List<Write> writes, Author author) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void stream(
            org.consentry.gateway.record.Selection selection,
            Visibility visibility,
            java.util.function.BiConsumer<StoredVersion, Boolean> consumer) {
        throw new UnsupportedOperationException();
    }
}
