package org.consentry.gateway.web.fhir;

import ca.uhn.fhir.rest.annotation.Transaction;
import ca.uhn.fhir.rest.annotation.TransactionParam;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryResponseComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Organization;
import org.jspecify.annotations.Nullable;

/** Batches and transactions over {@link MemoryProvider}, entry by entry as http.html#transaction tells. */
public final class MemoryBundles {
    private final MemoryProvider store;

    MemoryBundles(MemoryProvider store) {
        this.store = store;
    }

    @Transaction
    public Bundle transaction(@TransactionParam Bundle asked) {
        BundleType type = asked.getType();
        if (type != BundleType.BATCH && type != BundleType.TRANSACTION) {
            throw new InvalidRequestException("neither batch nor transaction");
        }
        Bundle answer = new Bundle();
        answer.setType(type == BundleType.BATCH ? BundleType.BATCHRESPONSE : BundleType.TRANSACTIONRESPONSE);
        for (BundleEntryComponent entry : asked.getEntry()) {
            try {
                answer.addEntry(answered(entry, type));
            } catch (BaseServerResponseException e) {
                if (type == BundleType.TRANSACTION && entry.getRequest().getMethod() != HTTPVerb.GET) {
                    throw e;
                }
                OperationOutcome outcome = new OperationOutcome();
                outcome.addIssue().setSeverity(OperationOutcome.IssueSeverity.ERROR);
                answer.addEntry().setResponse(status(e.getStatusCode()).setOutcome(outcome));
            }
        }
        return answer;
    }

    private BundleEntryComponent answered(BundleEntryComponent entry, BundleType type) {
        String url = entry.getRequest().getUrl();
        int question = url.indexOf('?');
        @Nullable String condition = question < 0 ? null : url.substring(question + 1);
        IdType id = new IdType(url);
        HTTPVerb method = entry.getRequest().getMethod();
        if (method == null || !url.startsWith("Organization")) {
            throw new InvalidRequestException("this entry says nothing");
        }
        return switch (method) {
            case GET -> shown(store.read(id));
            case POST ->
                told(
                        store.create(
                                (Organization) entry.getResource(),
                                entry.getRequest().getIfNoneExist()),
                        type);
            case PUT -> told(store.update(id, (Organization) entry.getResource(), condition), type);
            case DELETE -> {
                store.delete(id, condition);
                yield new BundleEntryComponent().setResponse(status(204));
            }
            default -> throw new InvalidRequestException("not here");
        };
    }

    private static BundleEntryComponent shown(Organization found) {
        BundleEntryComponent entry = new BundleEntryComponent().setResource(found);
        entry.setResponse(status(200)
                .setEtag("W/\"" + found.getMeta().getVersionId() + "\"")
                .setLastModified(found.getMeta().getLastUpdated()));
        return entry;
    }

    private static BundleEntryComponent told(MethodOutcome outcome, BundleType type) {
        Organization stored = (Organization) outcome.getResource();
        BundleEntryComponent entry = shown(stored);
        IIdType id = outcome.getId();
        entry.getResponse()
                .setStatus(Boolean.TRUE.equals(outcome.getCreated()) ? "201" : "200")
                .setLocation("http://localhost:8080/fhir/" + id.getValue());
        // A transaction answers shortly unless it is asked for more.
        return type == BundleType.TRANSACTION ? entry.setResource(null) : entry;
    }

    private static BundleEntryResponseComponent status(int status) {
        return new BundleEntryResponseComponent().setStatus(Integer.toString(status));
    }
}
