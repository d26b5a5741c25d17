package org.consentry.gateway.record.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Paper;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Selection;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.statement.Part;

/** The store as callers see it: what a visibility shows, without the elements it does not. */
record RedactedRecords(Records whole) implements Records {
    @Override
    public Optional<StoredVersion> current(ResourceId id, Visibility visibility) {
        return whole.current(id, visibility).map(version -> Redaction.of(version, visibility));
    }

    @Override
    public Told current(ResourceId id, Visibility visibility, Function<String, Paper> telling) {
        Told told = whole.current(id, visibility, telling);
        return new Told(told.version().map(version -> Redaction.of(version, visibility)), told.told());
    }

    @Override
    public Optional<StoredVersion> version(ResourceId id, long version, Visibility visibility) {
        return whole.version(id, version, visibility).map(found -> Redaction.of(found, visibility));
    }

    @Override
    public List<StoredVersion> search(String type, String query, Visibility visibility, int limit) {
        return Redaction.of(whole.search(type, query, visibility, limit), visibility);
    }

    @Override
    public Set<ResourceId> present(Collection<ResourceId> ids) {
        return whole.present(ids);
    }

    @Override
    public List<StoredVersion> write(List<Write> writes, Author author) {
        return whole.write(writes, author);
    }

    @Override
    public void keep(List<Paper> papers, boolean survivesPowerCut) {
        whole.keep(papers, survivesPowerCut);
    }

    @Override
    public Part rows(List<Paper> papers) {
        return whole.rows(papers);
    }

    @Override
    public void mark(String name, Map<String, List<String>> queries) {
        whole.mark(name, queries);
    }

    @Override
    public void unmark(String name) {
        whole.unmark(name);
    }

    @Override
    public List<Paper> takeBack(Collection<String> ids) {
        return whole.takeBack(ids);
    }

    @Override
    public void stream(Selection selection, Visibility visibility, BiConsumer<StoredVersion, Boolean> consumer) {
        whole.stream(
                selection, visibility, (version, found) -> consumer.accept(Redaction.of(version, visibility), found));
    }
}
