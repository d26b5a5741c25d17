package org.consentry.gateway.record.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.access.Supposed;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.definition.SearchParameter;

/** Pages as callers see them: what a visibility shows, without the elements it does not. */
record RedactedSearches(Searches whole) implements Searches {
    @Override
    public Page search(Search search, Visibility visibility) {
        return redacted(whole.search(search, visibility), visibility);
    }

    @Override
    public Optional<Page> search(Search search, Supposed supposed) {
        return whole.search(search, supposed).map(page -> redacted(page, supposed.view()));
    }

    @Override
    public void check(String type, String query) {
        whole.check(type, query);
    }

    @Override
    public Map<String, SearchParameter> parameters(String type) {
        return whole.parameters(type);
    }

    @Override
    public Page history(History history, Visibility visibility) {
        return redacted(whole.history(history, visibility), visibility);
    }

    @Override
    public Page everything(Everything everything, Visibility visibility) {
        return redacted(whole.everything(everything, visibility), visibility);
    }

    @Override
    public List<StoredVersion> labelled(Optional<String> type, Visibility visibility) {
        return Redaction.of(whole.labelled(type, visibility), visibility);
    }

    @Override
    public Optional<String> patientNamed(String type, String query) {
        return whole.patientNamed(type, query);
    }

    private static Page redacted(Page page, Visibility visibility) {
        return new Page(
                Redaction.of(page.matches(), visibility),
                Redaction.of(page.included(), visibility),
                page.total(),
                page.next(),
                page.ignored(),
                page.summary(),
                page.elements(),
                page.cut());
    }
}
